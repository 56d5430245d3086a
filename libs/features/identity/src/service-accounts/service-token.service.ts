import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { CREDENTIAL_ENDED } from '../identity.events.js';
import type { Moment } from '../people/person-trail.js';
import { permissionsFor } from './scope.rules.js';
import type { PresentedKey, ServiceKeyId, ServiceTokenId, TrustRuleId } from './service-account.js';
import { newShortToken, type ServiceToken } from './service-token.js';
import { ServiceTokenRepository } from './service-token.repository.js';
import { ExchangeRefused, type GrantedToken } from './workload-exchange.js';

const LIFE_MS = 3_600_000;

export type TokenOrder = Omit<ServiceToken, 'id' | 'createdAt'>;

/** Short-lived access tokens of service accounts. */
@Injectable()
export class ServiceTokenService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly tokens: ServiceTokenRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  /** Makes a token; null when its origin may be used once and was. The text is given out here and never again. */
  async issueIn(
    tx: OrgTx,
    ctx: RequestContext,
    order: TokenOrder,
  ): Promise<{ id: ServiceTokenId; token: string } | null> {
    const id = newId<'ServiceToken'>(ctx.now);
    const token = newShortToken();
    return (await this.tokens.insert(tx, ctx, { id, createdAt: ctx.now, ...order }, token)) ? { id, token } : null;
  }

  /** RFC 6749 section 4.4. The client was authenticated by `key`. @throws ExchangeRefused */
  issueForKey(
    key: PresentedKey,
    { scope, address }: { scope: string | undefined; address: string },
    moment: Moment,
  ): Promise<GrantedToken> {
    const { orgId, accountId, accountName, networks } = key;
    const permissions = permissionsFor(scope, key.permissions);
    if (permissions === null)
      throw new ExchangeRefused(
        'invalid_scope',
        'Ask for permissions that the key has, or for none to get all of them.',
      );
    const expiresAt = new Date(Math.min(moment.now.getTime() + LIFE_MS, key.expiresAt.getTime()));
    const principal = { kind: 'service', id: accountId, label: accountName } as const;
    const ctx: RequestContext = { ...moment, orgId, principal };
    return this.db.within(ctx, async (tx) => {
      const origin = { keyId: key.id as ServiceKeyId };
      const issued = await this.issueIn(tx, ctx, { accountId, origin, permissions, networks, expiresAt });
      if (issued === null) throw new Error('A token that hangs on no other token was not stored.');
      await this.trail.record(tx, ctx, {
        action: 'service_account.token_issued',
        target: { kind: 'service', id: accountId, label: accountName },
        facts: { token: issued.id, key: key.id, expiresAt: expiresAt.toISOString(), ip: address },
      });
      const expiresInSeconds = Math.floor((expiresAt.getTime() - moment.now.getTime()) / 1_000);
      return { token: issued.token, expiresInSeconds, permissions };
    });
  }

  /** Its holder needs it no more (RFC 7009). */
  revoke({ orgId, id, accountId, accountName }: PresentedKey, moment: Moment): Promise<void> {
    const principal = { kind: 'service', id: accountId, label: accountName } as const;
    const ctx: RequestContext = { ...moment, orgId, principal };
    return this.db.within(ctx, async (tx) => {
      if (!(await this.tokens.end(tx, ctx, id as ServiceTokenId, ctx.now))) return;
      await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId, id });
      await this.trail.record(tx, ctx, {
        action: 'service_account.token_revoked',
        target: { kind: 'service', id: accountId, label: accountName },
        facts: { token: id },
      });
    });
  }

  /** The rule was changed or taken away: what was given under it ends in every process at once. */
  async endOfRuleIn(tx: OrgTx, ctx: RequestContext, ruleId: TrustRuleId): Promise<void> {
    await this.tokens.endOfRule(tx, ctx, ruleId, ctx.now);
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: ctx.orgId, id: ruleId });
  }
}
