import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  CALLER_CHANGED,
  type DomainRule,
  DomainRuleRepository,
  OPEN_RULE,
  SignInPolicyRepository,
} from '#features/identity';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { ConnectionNeeds } from '../connections/connection-needs.js';
import type { Connection, ConnectionId } from '../connections/connection.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { SsoNotReady } from '../policies/sign-in-policy.errors.js';
import type { Domain, DomainId } from './domain.js';
import { DomainNotFound } from './domain.errors.js';
import { takingOverUntil } from './handover.rules.js';
import { DomainRepository } from './domain.repository.js';

/** A domain, and how people with its addresses come in. */
export interface RuledDomain {
  readonly domain: Domain;
  readonly rule: DomainRule;
  /** While accounts are taken over: how many people with such addresses have come through another connection, and not yet through this one. */
  readonly awaited: number | null;
}

export interface DomainRuleEdit {
  readonly connectionId?: ConnectionId | null | undefined;
  readonly ssoRequired?: boolean | undefined;
  /** For how many days the connection takes over accounts of people who came through another; 0: not from now on. */
  readonly takeOverDays?: number | undefined;
}

/** Through which connection people with addresses of a domain come in, and whether they must. */
@Injectable()
export class DomainRuleService {
  // eslint-disable-next-line max-params -- a rule leads from a domain to a connection, and shows out who came in otherwise
  constructor(
    private readonly db: OrgDatabase,
    private readonly domains: DomainRepository,
    private readonly rules: DomainRuleRepository,
    private readonly connections: ConnectionRepository,
    private readonly needs: ConnectionNeeds,
    private readonly policies: SignInPolicyRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly RuledDomain[]> {
    return this.db.within(ctx, async (tx) => {
      const rules = await this.rules.all(tx, ctx);
      const domains = await this.domains.list(tx, ctx);
      const ruled: RuledDomain[] = [];
      for (const domain of domains)
        ruled.push(await this.ruledIn(tx, ctx, domain, rules.get(domain.name) ?? OPEN_RULE));
      return ruled;
    });
  }

  /** @throws DomainNotFound */
  get(ctx: RequestContext, id: DomainId): Promise<RuledDomain> {
    return this.db.within(ctx, async (tx) => {
      const domain = await this.findIn(tx, ctx, id);
      return this.ruledIn(tx, ctx, domain, await this.rules.find(tx, ctx, domain.name));
    });
  }

  /** @throws DomainNotFound, ConnectionNotFound, HandoverRefused, SsoNotReady where nobody could come in so */
  change(ctx: RequestContext, id: DomainId, edit: DomainRuleEdit): Promise<RuledDomain> {
    return this.db.within(ctx, async (tx) => {
      await this.policies.lock(tx, ctx);
      const domain = await this.findIn(tx, ctx, id);
      const before = await this.rules.find(tx, ctx, domain.name);
      const { connectionId = before.connectionId, ssoRequired = before.ssoRequired } = edit;
      const takesOverUntil = takingOverUntil(edit, { domain, before, connectionId, now: ctx.now });
      const rule: DomainRule = { connectionId, ssoRequired, takesOverUntil };
      if (isDeepStrictEqual(rule, before)) return this.ruledIn(tx, ctx, domain, rule);
      const connection = connectionId === null ? null : await this.connectionIn(tx, ctx, connectionId as ConnectionId);
      await this.mustLetIn(tx, ctx, { domain, connection, isNewlyRequired: ssoRequired && !before.ssoRequired, rule });
      await this.rules.put(tx, ctx, domain.name, rule);
      await this.signal.notify(tx, { topic: CALLER_CHANGED, orgId: ctx.orgId });
      await this.trail.record(tx, ctx, {
        action: 'domain.rule_changed',
        target: { kind: 'domain', id, label: domain.name },
        facts: {
          connection: connectionId,
          connectionName: connection?.name ?? null,
          connectionBefore: before.connectionId,
          ssoRequired,
          ssoRequiredBefore: before.ssoRequired,
          takesOverUntil: takesOverUntil?.toISOString() ?? null,
        },
      });
      return this.ruledIn(tx, ctx, domain, rule);
    });
  }

  private async ruledIn(tx: OrgTx, ctx: RequestContext, domain: Domain, rule: DomainRule): Promise<RuledDomain> {
    const { connectionId, takesOverUntil } = rule;
    const isOn = connectionId !== null && takesOverUntil !== null && ctx.now < takesOverUntil;
    return {
      domain,
      rule: isOn ? rule : { ...rule, takesOverUntil: null },
      awaited: isOn ? await this.domains.countAwaited(tx, ctx, domain.name, connectionId) : null,
    };
  }

  private async findIn(tx: OrgTx, ctx: RequestContext, id: DomainId): Promise<Domain> {
    const domain = await this.domains.find(tx, ctx, id);
    if (domain === null) throw new DomainNotFound(`There is no domain ${id} in this organisation.`);
    return domain;
  }

  private async connectionIn(tx: OrgTx, ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    const connection = await this.connections.find(tx, ctx, id);
    if (connection === null) throw new ConnectionNotFound(`There is no connection ${id} in this organisation.`);
    return connection;
  }

  /** So that a requirement locks nobody out whom it is not meant to. */
  private async mustLetIn(tx: OrgTx, ctx: RequestContext, { domain, connection, ...ruling }: Ruling): Promise<void> {
    const { live, isRequiredOfAll } = await this.needs.requirementsIn(tx, ctx);
    if (!ruling.rule.ssoRequired && !isRequiredOfAll) return;
    const lacking = [
      ...doorOf(connection, live),
      ...(ruling.isNewlyRequired ? await this.groundsIn(tx, ctx, domain) : []),
    ];
    if (lacking.length > 0)
      throw new SsoNotReady(`So that nobody is locked out, this first needs ${lacking.join(' and ')}.`);
  }

  private async groundsIn(tx: OrgTx, ctx: RequestContext, { name, verifiedAt }: Domain): Promise<readonly string[]> {
    const glass = await this.policies.breakGlassOwners(tx, ctx);
    return [
      ...(verifiedAt === null ? [`that ${name} is verified`] : []),
      ...(glass.length > 0 ? [] : ['a break-glass owner']),
    ];
  }
}

interface Ruling extends Omit<RuledDomain, 'awaited'> {
  readonly connection: Connection | null;
  readonly isNewlyRequired: boolean;
}

function doorOf(connection: Connection | null, live: readonly Connection[]): readonly string[] {
  if (connection === null) return live.length > 0 ? [] : ['a live connection'];
  return connection.status === 'live' ? [] : [`that ${connection.name} is live`];
}
