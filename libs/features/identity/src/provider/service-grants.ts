import { Injectable } from '@nestjs/common';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { Clock } from '#kernel';
import { ALL_PERMISSIONS, type TrustRuleId } from '../service-accounts/service-account.js';
import { ServiceTokenService } from '../service-accounts/service-token.service.js';
import { ExchangeRefused, type GrantedToken } from '../service-accounts/workload-exchange.js';
import { CLIENT_CREDENTIALS, TOKEN_EXCHANGE } from './provider-configuration.js';
import { momentOf, ServiceClients } from './service-clients.js';

/** RFC 8693 section 3. */
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
const SUBJECT_TYPES: ReadonlySet<unknown> = new Set([
  'urn:ietf:params:oauth:token-type:jwt',
  'urn:ietf:params:oauth:token-type:id_token',
]);
const EXCHANGE_PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'actor_token_type',
  'audience',
  'resource',
  'scope',
];
const UNAVAILABLE = 503;

/** Teaches the provider how programs get a token: by a key of their service account, or for a token of the platform that they run on. */
@Injectable()
export class ServiceGrants {
  constructor(
    private readonly clients: ServiceClients,
    private readonly tokens: ServiceTokenService,
    private readonly clock: Clock,
  ) {}

  register(provider: Provider): void {
    const { clients } = this;
    Object.defineProperty(provider.Client.prototype, 'compareClientSecret', {
      value(this: { clientId: string }, secret: string) {
        return clients.isSecret(this.clientId, secret);
      },
    });
    provider.registerGrantType(CLIENT_CREDENTIALS, (ctx) => this.byKey(ctx), ['scope']);
    provider.registerGrantType(TOKEN_EXCHANGE, (ctx) => this.byExchange(ctx), EXCHANGE_PARAMETERS);
  }

  /** RFC 6749 section 4.4. */
  private async byKey(ctx: KoaContextWithOIDC): Promise<void> {
    const key = this.clients.keyOf(ctx);
    if (key === undefined) throw new errors.InvalidClientAuth('no key of the service account was presented');
    const request = { scope: textOf(ctx, 'scope'), address: ctx.ip };
    answer(ctx, await inOAuth(() => this.tokens.issueForKey(key, request, momentOf(ctx, this.clock.now()))));
  }

  /** RFC 8693 section 2.1. */
  private async byExchange(ctx: KoaContextWithOIDC): Promise<void> {
    const subjectToken = textOf(ctx, 'subject_token');
    if (subjectToken === undefined) throw new errors.InvalidRequest('subject_token is missing');
    if (!SUBJECT_TYPES.has(textOf(ctx, 'subject_token_type')))
      throw new errors.InvalidRequest(`subject_token_type must be one of ${[...SUBJECT_TYPES].join(', ')}`);
    if (![undefined, ACCESS_TOKEN_TYPE].includes(textOf(ctx, 'requested_token_type')))
      throw new errors.InvalidRequest(`requested_token_type must be ${ACCESS_TOKEN_TYPE}`);
    if (textOf(ctx, 'actor_token') !== undefined)
      throw new errors.InvalidRequest('acting for somebody else (actor_token) is not supported');
    this.mustBeForUs(ctx);
    const ruleId = ctx.oidc.client?.clientId as TrustRuleId;
    const order = { ruleId, subjectToken, scope: textOf(ctx, 'scope'), address: ctx.ip };
    const { exchange } = this.clients;
    if (exchange === null) throw new errors.InvalidRequest('no trust rules are kept here');
    const granted = await inOAuth(() => exchange.exchange(order, momentOf(ctx, this.clock.now())));
    answer(ctx, granted, { issued_token_type: ACCESS_TOKEN_TYPE });
  }

  /** There is one service that the token can be for: this installation. */
  private mustBeForUs(ctx: KoaContextWithOIDC): void {
    const { issuer } = ctx.oidc.provider;
    for (const name of ['audience', 'resource'] as const) {
      const named = textOf(ctx, name);
      if (named !== undefined && named !== issuer && named !== `${issuer}/`)
        throw new errors.InvalidTarget(`${name} can only be ${issuer}`);
    }
  }
}

function answer(
  ctx: KoaContextWithOIDC,
  { token, expiresInSeconds, permissions }: GrantedToken,
  also: Readonly<Record<string, string>> = {},
): void {
  const isLimited = !permissions.includes(ALL_PERMISSIONS);
  ctx.body = {
    access_token: token,
    ...also,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    ...(isLimited && { scope: permissions.join(' ') }),
  };
}

function textOf({ oidc }: KoaContextWithOIDC, name: string): string | undefined {
  const value: unknown = oidc.params?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function inOAuth(work: () => Promise<GrantedToken>): Promise<GrantedToken> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExchangeRefused ? told(error) : error;
  }
}

/** RFC 6749 section 5.2 says which characters a description may have. */
function told({ error, message }: ExchangeRefused): Error {
  const description = message.replaceAll(/[^\x20-\x7e]|["\\]/g, "'");
  const refusal = new errors.CustomOIDCProviderError(error, description);
  if (error === 'temporarily_unavailable') refusal.statusCode = UNAVAILABLE;
  return refusal;
}
