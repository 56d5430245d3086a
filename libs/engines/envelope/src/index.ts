export { keyVersionOf, openSealed, Seal, SEAL_OVERHEAD_BYTES, SealBroken, type SealContext } from './seal.js';
