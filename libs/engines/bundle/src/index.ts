export { digestOf } from './digest.js';
export { preAuthEncoding, sealEnvelope, verifiedPayload } from './dsse.js';
export { type BundleExpectations, type BundleRefusal, openBundle, type OpenedBundle } from './open-bundle.js';
export { SEED_BYTES, type SigningKey, signingKeyFrom, verificationKeyFrom } from './signing-key.js';
export { type BundleStatement, writeBundle, type WrittenBundle } from './write-bundle.js';
