import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type Adapter, type AdapterPayload, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { Clock, isUuid, newId } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { newToken } from '../secret-hash.js';
import type { PresentedKey, ServiceAccountId, TrustRuleId } from '../service-accounts/service-account.js';
import { ServiceAccountRepository } from '../service-accounts/service-account.repository.js';
import { isGood, ServiceAccountService } from '../service-accounts/service-account.service.js';
import { SHORT_TOKEN_PREFIX } from '../service-accounts/service-token.js';
import { ServiceTokenService } from '../service-accounts/service-token.service.js';
import { WorkloadExchange } from '../service-accounts/workload-exchange.js';
import { CLIENT_CREDENTIALS, TOKEN_EXCHANGE } from './provider-configuration.js';

/** The request id and the hour of a request that the provider answers. */
export function momentOf(ctx: KoaContextWithOIDC, now: Date): { now: Date; requestId: string } {
  const requestId = ctx.res.getHeader('x-request-id');
  return { now, requestId: typeof requestId === 'string' ? requestId : newId(now) };
}

/**
 * The clients of the provider that an org makes: a service account, whose secret is any of its good keys, and a trust rule, which has none.
 * The provider reads them, and the tokens that they were given, through here.
 */
@Injectable()
export class ServiceClients {
  private readonly keys = new WeakMap<object, PresentedKey>();
  /** What the provider wants a secret to be; it is compared with nothing. */
  private readonly noSecret = newToken();

  // eslint-disable-next-line max-params -- two kinds of client, and what they hold
  constructor(
    private readonly system: SystemDatabase,
    private readonly clock: Clock,
    private readonly accounts: ServiceAccountRepository,
    private readonly services: ServiceAccountService,
    private readonly tokens: ServiceTokenService,
    private readonly modules: ModuleRef,
  ) {}

  adapterOf(kind: string): Adapter | null {
    if (kind === 'Client') return readOnly({ find: (id) => this.findClient(id) });
    if (kind !== 'ClientCredentials') return null;
    return readOnly({ find: (id) => this.findToken(id), destroy: (id) => this.revokeToken(id) });
  }

  /** Whether `secret` is a key of the client, good now and from where the request under way comes; it is remembered for `keyOf`. */
  async isSecret(clientId: string, secret: string): Promise<boolean> {
    const { ctx } = Provider;
    if (ctx === undefined || secret.startsWith(SHORT_TOKEN_PREFIX)) return false;
    const now = this.clock.now();
    const key = await this.services.keyOf(secret, { now, address: ctx.ip });
    if (key === null || key.accountId !== clientId || !isGood(key, now, ctx.ip)) return false;
    this.keys.set(ctx, key);
    return true;
  }

  /** The key by which the client of this request was known. */
  keyOf(ctx: KoaContextWithOIDC): PresentedKey | undefined {
    return this.keys.get(ctx);
  }

  /** Who exchanges tokens: a feature above this one. Null where it is not part of the process. */
  get exchange(): WorkloadExchange | null {
    try {
      return this.modules.get(WorkloadExchange, { strict: false });
    } catch {
      return null;
    }
  }

  private async findClient(id: string): Promise<AdapterPayload | undefined> {
    if (!isUuid(id)) return undefined;
    const none = {
      client_id: id,
      response_types: [] as never[],
      redirect_uris: [] as string[],
      id_token_signed_response_alg: 'ES256',
    } as const;
    const isAccount = await this.system.across('know a client', (tx) =>
      this.accounts.isActiveAcrossTenants(tx, id as ServiceAccountId),
    );
    if (isAccount)
      return {
        ...none,
        grant_types: [CLIENT_CREDENTIALS],
        token_endpoint_auth_method: 'client_secret_basic',
        client_secret: this.noSecret,
      };
    const isRule = (await this.exchange?.isKnown(id as TrustRuleId)) === true;
    return isRule ? { ...none, grant_types: [TOKEN_EXCHANGE], token_endpoint_auth_method: 'none' } : undefined;
  }

  private async findToken(text: string): Promise<AdapterPayload | undefined> {
    const token = await this.tokenOf(text);
    if (token?.origin === undefined) return undefined;
    const { expiresAt, permissions, accountId, origin } = token;
    const isLimited = !permissions.includes('*');
    return {
      kind: 'ClientCredentials',
      jti: text,
      clientId: 'ruleId' in origin ? origin.ruleId : accountId,
      exp: Math.floor(expiresAt.getTime() / 1_000),
      ...(isLimited && { scope: permissions.join(' ') }),
    };
  }

  private async revokeToken(text: string): Promise<void> {
    const token = await this.tokenOf(text);
    const { ctx } = Provider;
    if (token !== null && ctx !== undefined) await this.tokens.revoke(token, momentOf(ctx, this.clock.now()));
  }

  private async tokenOf(text: string): Promise<PresentedKey | null> {
    if (!text.startsWith(SHORT_TOKEN_PREFIX)) return null;
    return this.services.keyOf(text, { now: this.clock.now(), address: '' });
  }
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

/** The provider writes nothing here: accounts, rules and tokens are made elsewhere. */
const readOnly = (does: Partial<Adapter>): Adapter => ({
  upsert: nothing,
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
  ...does,
});
