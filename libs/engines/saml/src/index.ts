export { isInForce, readCertificate, type SamlCertificate } from './certificate.js';
export { type Check, checkMeaning, type Expectation } from './checks.js';
export { type SamlReason, SamlRefusal } from './refusal.js';
export { type CertificateDraft, selfSignedCertificate } from './self-signed.js';
export { type SigningTrust, type VerifiedElement, verifySignature } from './signature.js';
export { checkStructure, type UnverifiedResponse } from './structure.js';
export { readXml, type XmlElement } from './xml.js';
