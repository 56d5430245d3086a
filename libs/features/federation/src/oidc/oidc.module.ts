import { handles } from '#platform/jobs';
import { OidcAccountsService } from './oidc-accounts.service.js';
import { OidcAnswers } from './oidc-answers.js';
import { OidcClients } from './oidc-clients.js';
import { OidcController } from './oidc.controller.js';
import { OidcDesk } from './oidc-desk.js';
import { watchOidcAccounts } from './oidc.jobs.js';
import { OidcLogoutService } from './oidc-logout.service.js';
import { OidcPlaces } from './oidc-places.js';
import { OidcProtocol } from './oidc-protocol.js';
import { OidcSignInService } from './oidc-sign-in.service.js';
import { OidcStates } from './oidc-states.js';

/** What OpenID Connect adds to the modules of federation. */
export const OIDC_SERVICES = [
  OidcPlaces,
  OidcProtocol,
  OidcClients,
  OidcStates,
  OidcAnswers,
  OidcSignInService,
  OidcLogoutService,
  OidcAccountsService,
  OidcDesk,
];
export const OIDC_CONTROLLERS = [OidcController];
export const OIDC_JOBS = [handles(watchOidcAccounts, OidcAccountsService, (accounts, ctx) => accounts.askAll(ctx))];
