export type { AnswerCheck, AssertedIdentity } from './asserted-identity.js';
export { type Connection, type ConnectionId, type ConnectionKind } from './connections/connection.js';
export { FederationHttpModule, FederationJobsModule, FederationModule } from './federation.module.js';
export { CONNECTION_CHANGED } from './federation.events.js';
export { Directories, Directory, type DirectoryStanding } from './identities/directory.js';
export { FederatedIdentityRepository } from './identities/federated-identity.repository.js';
export { watchOidcAccounts } from './oidc/oidc.jobs.js';
export { announceSamlCertificates, refreshSamlMetadata } from './saml/saml.jobs.js';
export { sweepFederation } from './sign-in/sso.jobs.js';
