export { boundedFetch, type BoundedFetch } from './bounded-fetch.js';
export { isGuarded, isIssuerAddress, mustBeIssuerAddress } from './issuer-address.js';
export { IssuerDirectory, type IssuerMetadata } from './issuer-directory.js';
export { IssuerAddressInvalid, IssuerUnavailable } from './issuers.errors.js';
export { type ProvenToken, SIGNATURE_ALGORITHMS, TokenUnproven, TokenVerifier } from './token-verifier.js';
