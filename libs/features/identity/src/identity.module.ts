import { Module } from '@nestjs/common';
import { TenancyModule } from '#features/tenancy';
import { Authenticator } from '#platform/http';
import { handles } from '#platform/jobs';
import { CallerCache } from './authentication/caller-cache.js';
import { CredentialAuthenticator } from './authentication/credential-authenticator.js';
import { DpopProofRepository } from './authentication/dpop-proof.repository.js';
import { ProofBook } from './authentication/proof-book.js';
import { CeremonyRepository } from './ceremonies/ceremony.repository.js';
import { CredentialRepository } from './credentials/credential.repository.js';
import { CredentialService } from './credentials/credential.service.js';
import { PasskeyCeremonies } from './credentials/passkey-ceremonies.js';
import { PasskeyController } from './credentials/passkey.controller.js';
import { PasskeyRepository } from './credentials/passkey.repository.js';
import { PasskeyService } from './credentials/passkey.service.js';
import { DeviceController } from './devices/device.controller.js';
import { DeviceService } from './devices/device.service.js';
import { MachineCredentials } from './devices/machine-credentials.js';
import { MachineGrantRepository } from './devices/machine-grant.repository.js';
import { MachineTokens } from './devices/machine-token.js';
import { AttemptLimits } from './limits/attempt-limits.js';
import { AttemptRepository } from './limits/attempt.repository.js';
import { PersonTrail } from './people/person-trail.js';
import { PersonRepository } from './people/person.repository.js';
import { OwnDeviceController } from './own-devices/own-device.controller.js';
import { OwnDeviceService } from './own-devices/own-device.service.js';
import { FederatedProofs } from './proofs/federated-proofs.js';
import { ProofController } from './proofs/proof.controller.js';
import { ProofRecord } from './proofs/proof-record.js';
import { ProofService } from './proofs/proof.service.js';
import { GrantEnd } from './provider/grant-end.js';
import { OpenIdProvider } from './provider/openid-provider.js';
import { PayloadRepository } from './provider/payload.repository.js';
import { ProviderRoute } from './provider/provider.route.js';
import { ServiceClients } from './provider/service-clients.js';
import { ServiceGrants } from './provider/service-grants.js';
import { ServiceAccountRepository } from './service-accounts/service-account.repository.js';
import { ServiceAccountService } from './service-accounts/service-account.service.js';
import { ServiceKeyRepository } from './service-accounts/service-key.repository.js';
import { ServiceTokenRepository } from './service-accounts/service-token.repository.js';
import { ServiceTokenService } from './service-accounts/service-token.service.js';
import { SessionPolicyController } from './session-policies/session-policy.controller.js';
import { SessionPolicyRepository } from './session-policies/session-policy.repository.js';
import { SessionPolicyService } from './session-policies/session-policy.service.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionRepository } from './sessions/session.repository.js';
import { OrgEntrances } from './sessions/org-entrances.js';
import { SessionService } from './sessions/session.service.js';
import { DomainRuleRepository } from './sign-in-policies/domain-rule.repository.js';
import { SignInPolicyRepository } from './sign-in-policies/sign-in-policy.repository.js';
import { AuthorizationRequests } from './sign-in/authorization-request.js';
import { ConsoleArrivals } from './sign-in/console-arrivals.js';
import { ConsoleQuestions } from './sign-in/console-questions.js';
import { ConsoleSignInController } from './sign-in/console-sign-in.controller.js';
import { ConsoleSignInService } from './sign-in/console-sign-in.service.js';
import { Interactions } from './sign-in/interactions.js';
import { PasskeySignInService } from './sign-in/passkey-sign-in.service.js';
import { SignInRecord } from './sign-in/sign-in-record.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignInService } from './sign-in/sign-in.service.js';
import { announceSigningKey, rotateSigningKeys, sweepCredentials } from './signing-keys/signing-key.jobs.js';
import { SigningKeyRepository } from './signing-keys/signing-key.repository.js';
import { SigningKeyService } from './signing-keys/signing-key.service.js';
import { SweepService } from './signing-keys/sweep.service.js';

const REPOSITORIES = [
  PersonRepository,
  CredentialRepository,
  PasskeyRepository,
  CeremonyRepository,
  AttemptRepository,
  SessionRepository,
  SignInPolicyRepository,
  DomainRuleRepository,
  PayloadRepository,
  MachineGrantRepository,
  DpopProofRepository,
  ServiceAccountRepository,
  ServiceKeyRepository,
  ServiceTokenRepository,
  SigningKeyRepository,
  SessionPolicyRepository,
];

const SERVICES = [
  PersonTrail,
  CredentialService,
  PasskeyCeremonies,
  PasskeyService,
  AttemptLimits,
  OrgEntrances,
  SessionService,
  SigningKeyService,
  SweepService,
  GrantEnd,
  OpenIdProvider,
  Interactions,
  SignInRecord,
  SignInService,
  PasskeySignInService,
  AuthorizationRequests,
  ConsoleArrivals,
  ConsoleQuestions,
  ConsoleSignInService,
  ServiceAccountService,
  ServiceTokenService,
  ServiceClients,
  ServiceGrants,
  MachineTokens,
  MachineCredentials,
  DeviceService,
  ProofBook,
  CallerCache,
  SessionPolicyService,
  FederatedProofs,
  ProofRecord,
  ProofService,
  OwnDeviceService,
];

@Module({
  imports: [TenancyModule],
  providers: [...REPOSITORIES, ...SERVICES, { provide: Authenticator, useClass: CredentialAuthenticator }],
  exports: [
    Authenticator,
    MachineCredentials,
    OpenIdProvider,
    ServiceAccountService,
    ServiceTokenService,
    SessionService,
    SessionPolicyService,
    FederatedProofs,
    ProofRecord,
    ProofService,
    OwnDeviceService,
    CredentialService,
    PasskeyCeremonies,
    PersonRepository,
    PersonTrail,
    CeremonyRepository,
    AttemptLimits,
    SigningKeyService,
    SweepService,
    DeviceService,
    SignInService,
    PasskeySignInService,
    PasskeyService,
    AuthorizationRequests,
    ConsoleArrivals,
    ConsoleQuestions,
    ConsoleSignInService,
    Interactions,
    SignInPolicyRepository,
    DomainRuleRepository,
  ],
})
export class IdentityModule {}

@Module({
  imports: [IdentityModule],
  providers: [ProviderRoute],
  controllers: [
    SignInController,
    ConsoleSignInController,
    DeviceController,
    PasskeyController,
    SessionController,
    SessionPolicyController,
    ProofController,
    OwnDeviceController,
  ],
})
export class IdentityHttpModule {}

@Module({
  imports: [IdentityModule],
  providers: [
    handles(rotateSigningKeys, SigningKeyService, (keys, ctx) => keys.rotate(ctx.now)),
    handles(announceSigningKey, SigningKeyService, (keys, ctx, payload) => keys.announce(ctx, payload)),
    handles(sweepCredentials, SweepService, (broom, ctx) => broom.sweep(ctx.now)),
  ],
})
export class IdentityJobsModule {}
