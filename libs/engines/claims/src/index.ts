export { type ClaimCondition, type Claims, type JudgedCondition, judgeClaims } from './claim-condition.js';
export { matchesGlob } from './glob.js';
export { flawsOf, ISSUER_PRESETS, type IssuerKind, type IssuerPreset, type TrustFlaw } from './issuer-preset.js';
export { faultOfAudience, faultOfTimes, SKEW_SECONDS } from './token-times.js';
