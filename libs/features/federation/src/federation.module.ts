import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access';
import { IdentityModule } from '#features/identity';
import { TenancyModule } from '#features/tenancy';
import { handles } from '#platform/jobs';
import { ConnectionController } from './connections/connection.controller.js';
import { ConnectionNeeds } from './connections/connection-needs.js';
import { ConnectionProtocols } from './connections/connection-protocol.js';
import { ConnectionReservationRepository } from './connections/connection-reservation.repository.js';
import { ConnectionReservations } from './connections/connection-reservations.js';
import { ConnectionRoles } from './connections/connection-roles.js';
import { ConnectionService } from './connections/connection.service.js';
import { ConnectionShowing } from './connections/connection-showing.js';
import { ConnectionRepository } from './connections/connection.repository.js';
import { Connections } from './connections/connections.js';
import { PendingSettingsController } from './connections/pending-settings.controller.js';
import { PendingSettingsService } from './connections/pending-settings.service.js';
import { DomainController } from './domains/domain.controller.js';
import { watchDomains } from './domains/domain.jobs.js';
import { DnsResolver, DomainResolver } from './domains/domain-resolver.js';
import { DomainRuleService } from './domains/domain-rule.service.js';
import { DomainService } from './domains/domain.service.js';
import { DomainWatch } from './domains/domain-watch.js';
import { DomainRepository } from './domains/domain.repository.js';
import { ArrivalReader } from './identities/arrival-facts.js';
import { Directories } from './identities/directory.js';
import { FederatedIdentityRepository } from './identities/federated-identity.repository.js';
import { OIDC_CONTROLLERS, OIDC_JOBS, OIDC_SERVICES } from './oidc/oidc.module.js';
import { SAML_CONTROLLERS, SAML_JOBS, SAML_SERVICES } from './saml/saml.module.js';
import { OwnIdentityController } from './identities/own-identity.controller.js';
import { OwnIdentityService } from './identities/own-identity.service.js';
import { SignInPolicyController } from './policies/sign-in-policy.controller.js';
import { SignInPolicyService } from './policies/sign-in-policy.service.js';
import { ConnectionSetupController } from './setup-links/connection-setup.controller.js';
import { ConnectionSetupService } from './setup-links/connection-setup.service.js';
import { ConnectionSetupLinkController } from './setup-links/connection-setup-link.controller.js';
import { ConnectionSetupLinkRepository } from './setup-links/connection-setup-link.repository.js';
import { ConnectionSetupLinkService } from './setup-links/connection-setup-link.service.js';
import { DiscoveryController } from './sign-in/discovery.controller.js';
import { DiscoveryService } from './sign-in/discovery.service.js';
import { Arrivals } from './sign-in/arrivals.js';
import { FederatedSessionRepository } from './sign-in/federated-session.repository.js';
import { FederatedSessions } from './sign-in/federated-sessions.js';
import { FederatedSignIn } from './sign-in/federated-sign-in.js';
import { ConnectionProofs } from './sign-in/connection-proofs.js';
import { ReturnedProofs } from './sign-in/returned-proofs.js';
import { SelfLinking } from './sign-in/self-linking.js';
import { SessionOpener } from './sign-in/session-opener.js';
import { sweepFederation } from './sign-in/sso.jobs.js';
import { SsoCompleteController } from './sign-in/sso-complete.controller.js';
import { SsoCompletion } from './sign-in/sso-completion.js';
import { SsoLanding } from './sign-in/sso-landing.js';
import { SsoIntents } from './sign-in/sso-intents.js';
import { SsoRequestRepository } from './sign-in/sso-request.repository.js';
import { SsoRequests } from './sign-in/sso-requests.js';
import { SsoStart } from './sign-in/sso-start.js';
import { SsoSweep } from './sign-in/sso-sweep.js';
import { UsedAssertionRepository } from './sign-in/used-assertion.repository.js';
import { UsedAssertions } from './sign-in/used-assertions.js';
import { ConnectionVoucherRepository } from './connections/connection-voucher.repository.js';
import { ConnectionVouching } from './connections/connection-vouching.js';
import { ConnectionTestController } from './tests/connection-test.controller.js';
import { ConnectionTestRepository } from './tests/connection-test.repository.js';
import { ConnectionTestService } from './tests/connection-test.service.js';

const REPOSITORIES = [
  ConnectionRepository,
  ConnectionReservationRepository,
  ConnectionVoucherRepository,
  DomainRepository,
  FederatedIdentityRepository,
  FederatedSessionRepository,
  SsoRequestRepository,
  UsedAssertionRepository,
  ConnectionTestRepository,
  ConnectionSetupLinkRepository,
];

const SERVICES = [
  ConnectionProtocols,
  ConnectionReservations,
  Connections,
  Directories,
  ArrivalReader,
  Arrivals,
  SelfLinking,
  ConnectionProofs,
  ReturnedProofs,
  SessionOpener,
  SsoRequests,
  SsoIntents,
  SsoStart,
  SsoCompletion,
  SsoLanding,
  SsoSweep,
  UsedAssertions,
  FederatedSessions,
  FederatedSignIn,
  ConnectionTestService,
  ...SAML_SERVICES,
  ConnectionNeeds,
  ConnectionVouching,
  ConnectionService,
  PendingSettingsService,
  ConnectionShowing,
  ConnectionRoles,
  DomainService,
  DomainRuleService,
  DomainWatch,
  SignInPolicyService,
  OwnIdentityService,
  DiscoveryService,
  ConnectionSetupLinkService,
  ConnectionSetupService,
];

@Module({
  imports: [TenancyModule, IdentityModule, AccessModule],
  providers: [...REPOSITORIES, ...SERVICES, ...OIDC_SERVICES, { provide: DomainResolver, useClass: DnsResolver }],
  exports: [...REPOSITORIES, ...SERVICES, ...OIDC_SERVICES],
})
export class FederationModule {}

@Module({
  imports: [FederationModule, IdentityModule],
  controllers: [
    SsoCompleteController,
    DiscoveryController,
    OwnIdentityController,
    ConnectionController,
    PendingSettingsController,
    ConnectionTestController,
    DomainController,
    SignInPolicyController,
    ConnectionSetupLinkController,
    ConnectionSetupController,
    ...OIDC_CONTROLLERS,
    ...SAML_CONTROLLERS,
  ],
})
export class FederationHttpModule {}

@Module({
  imports: [FederationModule],
  providers: [
    handles(sweepFederation, SsoSweep, (broom) => broom.sweep()),
    handles(watchDomains, DomainWatch, (watch, ctx) => watch.lookAgain(ctx)),
    ...OIDC_JOBS,
    ...SAML_JOBS,
  ],
})
export class FederationJobsModule {}
