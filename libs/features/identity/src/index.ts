export { personOf } from './authentication/person-of.js';
export { type CeremonyKey, CeremonyRepository } from './ceremonies/ceremony.repository.js';
export { CredentialService } from './credentials/credential.service.js';
export { PasskeyRefused } from './credentials/credential.errors.js';
export { PasskeyCeremonies } from './credentials/passkey-ceremonies.js';
export { passkeyOptions, passkeyResponse } from './credentials/passkey-response.schema.js';
export { LONGEST_PASSWORD } from './credentials/password.js';
export { newTotpSecret, totpUri } from './credentials/totp.js';
export { type IssuedTokens, MachineCredentials, type PresentedGrant } from './devices/machine-credentials.js';
export type { GrantId } from './devices/machine-grant.js';
export { CALLER_CHANGED, CREDENTIAL_ENDED } from './identity.events.js';
export { IdentityHttpModule, IdentityJobsModule, IdentityModule } from './identity.module.js';
export { AttemptLimits } from './limits/attempt-limits.js';
export { AccountManaged, EmailTaken } from './people/person.errors.js';
export { canonicalEmail, type NewManagedPerson, type Person } from './people/person.js';
export { type Moment, PersonTrail } from './people/person-trail.js';
export { PersonRepository } from './people/person.repository.js';
export { OpenIdProvider } from './provider/openid-provider.js';
export { hexOf, newToken, secretHash } from './secret-hash.js';
export { isNetwork } from './service-accounts/networks.js';
export { ServiceAccountNotFound } from './service-accounts/service-account.errors.js';
export {
  ALL_PERMISSIONS,
  type ServiceAccount,
  type ServiceAccountId,
  type ServiceKey,
  type ServiceKeyId,
  type TrustRuleId,
} from './service-accounts/service-account.js';
export { ServiceAccountService, type ServiceAccountWithKeys } from './service-accounts/service-account.service.js';
export { permissionsFor } from './service-accounts/scope.rules.js';
export { ServiceTokenService } from './service-accounts/service-token.service.js';
export {
  type ExchangeOrder,
  ExchangeRefused,
  type GrantedToken,
  WorkloadExchange,
} from './service-accounts/workload-exchange.js';
export { csrfTokenOf, sessionTokenOf, setSessionCookie } from './sessions/session-cookie.js';
export { expiryOf } from './sessions/session.rules.js';
export { SessionService } from './sessions/session.service.js';
export type { Session, SessionBearer, SessionBinding, SessionId, SessionLimits } from './sessions/session.js';
export { ProofRecord } from './proofs/proof-record.js';
export { FederatedProofs, type FederatedProof } from './proofs/federated-proofs.js';
export { SsoRequired } from './sessions/session.errors.js';
export { INTERACTION_COOKIE, PROVIDER_SESSION_COOKIE } from './provider/provider-configuration.js';
export { type ArrivingBrowser, ConsoleArrivals } from './sign-in/console-arrivals.js';
export { ConsoleQuestions, type WaitingQuestion } from './sign-in/console-questions.js';
export { endSignInCookies, signInCookieOf } from './sign-in/sign-in-cookie.js';
export { Interactions } from './sign-in/interactions.js';
export { SignInExpired } from './sign-in/sign-in.errors.js';
export { DomainRuleRepository } from './sign-in-policies/domain-rule.repository.js';
export {
  type BreakGlassOwner,
  type DomainRule,
  OPEN_POLICY,
  OPEN_RULE,
  type SignInPolicy,
} from './sign-in-policies/sign-in-policy.js';
export { SignInPolicyRepository } from './sign-in-policies/sign-in-policy.repository.js';
export { emailField } from './sign-in/sign-in.schema.js';
export { rotateSigningKeys, sweepCredentials } from './signing-keys/signing-key.jobs.js';
