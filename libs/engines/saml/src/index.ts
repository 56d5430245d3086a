export { type AssertionFacts, readAssertionFacts } from './assertion.js';
export { type AuthnContext, type AuthnRequestDraft, authnRequestXml, signedAuthnRequestXml } from './authn-request.js';
export {
  type MessageKind,
  type OutgoingMessage,
  postValue,
  readPostValue,
  readRedirect,
  redirectAddress,
  type RedirectMessage,
  verifyRedirect,
} from './bindings.js';
export { escapeAttribute, escapeText } from './canonical.js';
export { isInForce, readCertificate, type SamlCertificate } from './certificate.js';
export { type Check, checkMeaning, type Expectation } from './checks.js';
export { type DecryptionTrust } from './decrypt.js';
export { type Binding, type Endpoint, type IdpMetadata, type MetadataTrust, readIdpMetadata } from './idp-metadata.js';
export {
  type LogoutExpectation,
  type LogoutRequest,
  type LogoutRequestDraft,
  logoutRequestXml,
  type LogoutResponse,
  type LogoutResponseDraft,
  logoutResponseXml,
  readLogoutRequest,
  readLogoutResponse,
} from './logout.js';
export { type OpenedResponse, openResponse, type ResponseTrust } from './open-response.js';
export { type SamlReason, SamlRefusal } from './refusal.js';
export { type CertificateDraft, selfSignedCertificate } from './self-signed.js';
export { type Signer } from './sign.js';
export { type SigningTrust, type VerifiedElement, verifySignature } from './signature.js';
export { type SpMetadataDraft, spMetadataXml } from './sp-metadata.js';
export { checkMessageStructure, checkStructure, type UnverifiedResponse } from './structure.js';
export { type NameId } from './subject.js';
export { readXml, type XmlElement } from './xml.js';
