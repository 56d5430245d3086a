import { randomUUID } from 'node:crypto';
import { type Configuration, type FindAccount, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { JWK } from 'jose';

export const CONSOLE_CLIENT = 'castellan-console';
export const CLI_CLIENT = 'castellan-cli';
export const MACHINE_SCOPE = 'machine';
/** RFC 6749 section 4.4 and RFC 8693: for programs, see service-grants.ts. */
export const CLIENT_CREDENTIALS = 'client_credentials';
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const INTERACTION_COOKIE = 'castellan_interaction';
export const PROVIDER_SESSION_COOKIE = 'castellan_provider';

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * MINUTE_SECONDS;
export const ACCESS_TOKEN_SECONDS = 10 * MINUTE_SECONDS;
/** Counted anew at each rotation: a machine that is away longer must be signed in again. */
export const REFRESH_TOKEN_SECONDS = 30 * DAY_SECONDS;
/** A machine's grant outlives every token of it; it ends by revocation. */
export const GRANT_SECONDS = 3_650 * DAY_SECONDS;
/** A whole sign-in, from the redirect to the callback. */
export const SIGN_IN_SECONDS = 15 * MINUTE_SECONDS;

export const callbackOf = (publicUrl: URL): string => new URL('/auth/callback', publicUrl).href;
/** Whom a machine's access token is for (RFC 8707): the machine API of this installation, and nobody else. */
export const audienceOf = (publicUrl: URL): string => new URL('/agent', publicUrl).href;
export const issuerOf = (publicUrl: URL): string => publicUrl.origin;

export interface ProviderParts {
  readonly publicUrl: URL;
  readonly adapter: NonNullable<Configuration['adapter']>;
  readonly findAccount: FindAccount;
  /** The one that signs first. */
  readonly keys: readonly JWK[];
}

/** How oidc-provider is to behave. RFC 9700 (best current practice) where it leaves a choice. */
export function configurationOf({ publicUrl, adapter, findAccount, keys }: ProviderParts): Configuration {
  return {
    adapter,
    findAccount,
    jwks: { keys: keys.map((key) => ({ ...key })) },
    clients: clientsOf(publicUrl),
    // `acr`: what the session will be bound to (sign-in/binding-claim.ts).
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email'], profile: ['name'] },
    scopes: ['openid', 'offline_access', MACHINE_SCOPE],
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    pkce: { required: () => true },
    routes: ROUTES,
    cookies: cookiesOf(publicUrl),
    ttl: TTL,
    extraParams: ['castellan_hostname', 'castellan_os'],
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    expiresWithSession: () => false,
    clientBasedCORS: () => false,
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], dPoPSigningAlgValues: ['ES256', 'EdDSA', 'Ed25519'] },
    interactions: { policy: signInOnly(), url: () => '/login' },
    loadExistingGrant: grantToConsole,
    renderError: (ctx, { error, error_description: detail }) => {
      ctx.type = 'text/plain; charset=utf-8';
      ctx.body = `Sign-in could not go on (${error}${detail === undefined ? '' : `: ${detail}`}). Open the console again.`;
    },
    features: featuresOf(publicUrl),
  };
}

const ROUTES = {
  authorization: '/oauth/auth',
  token: '/oauth/token',
  device_authorization: '/oauth/device/auth',
  code_verification: '/device',
  revocation: '/oauth/revoke',
  introspection: '/oauth/introspect',
  jwks: '/oauth/jwks',
  userinfo: '/oauth/userinfo',
  end_session: '/oauth/session/end',
} as const;

const TTL = {
  AccessToken: ACCESS_TOKEN_SECONDS,
  AuthorizationCode: MINUTE_SECONDS,
  DeviceCode: 10 * MINUTE_SECONDS,
  Grant: SIGN_IN_SECONDS,
  IdToken: 10 * MINUTE_SECONDS,
  Interaction: SIGN_IN_SECONDS,
  RefreshToken: REFRESH_TOKEN_SECONDS,
  // Only as long as one sign-in takes: the console keeps a session of its own, and ends this one at the callback.
  Session: SIGN_IN_SECONDS,
} as const;

const clientsOf = (publicUrl: URL): NonNullable<Configuration['clients']> => [
  {
    client_id: CONSOLE_CLIENT,
    client_name: 'Castellan console',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [callbackOf(publicUrl)],
    id_token_signed_response_alg: 'ES256',
  },
  {
    client_id: CLI_CLIENT,
    client_name: 'Castellan for coding agents',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: [DEVICE_GRANT, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
    dpop_bound_access_tokens: true,
    id_token_signed_response_alg: 'ES256',
  },
];

function cookiesOf(publicUrl: URL): NonNullable<Configuration['cookies']> {
  const guarded = {
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.protocol === 'https:',
    signed: false,
    path: '/',
  } as const;
  const names = { session: PROVIDER_SESSION_COOKIE, interaction: INTERACTION_COOKIE, resume: 'castellan_resume' };
  return { names, short: guarded, long: guarded };
}

/** Both clients are ours: there is nothing to consent to beyond what the console's own pages ask. */
function signInOnly() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

async function grantToConsole(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  if (client?.clientId !== CONSOLE_CLIENT || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  Object.assign(grant, { jti: randomUUID() });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}

function featuresOf(publicUrl: URL): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    userinfo: { enabled: true },
    dPoP: { enabled: true },
    deviceFlow: {
      enabled: true,
      charset: 'base-20',
      mask: '****-****',
      deviceInfo: (ctx) => ({ ip: ctx.ip }),
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, client, oneOf) =>
        oneOf?.[0] ?? (client.clientId === CLI_CLIENT ? audienceOf(publicUrl) : []),
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: MACHINE_SCOPE,
        audience: audienceOf(publicUrl),
        accessTokenFormat: 'opaque',
        accessTokenTTL: ACCESS_TOKEN_SECONDS,
      }),
    },
  };
}
