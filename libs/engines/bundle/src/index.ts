export { digestOf } from './digest.js';
export { preAuthEncoding, sealEnvelope, verifiedPayload } from './dsse.js';
export { type BundleExpectations, type BundleRefusal, type OpenedBundle } from './judge-bundle.js';
export { openBundle } from './open-bundle.js';
export { recheckBundle } from './recheck-bundle.js';
export { openShadow, type ShadowExpectations, writeShadow } from './shadow-statement.js';
export { SEED_BYTES, type SigningKey, signingKeyFrom, verificationKeyFrom } from './signing-key.js';
export { type BundleStatement, writeBundle, type WrittenBundle } from './write-bundle.js';
