import { Injectable } from '@nestjs/common';
import { flawsOf } from '#engines/claims';
import { type ServiceAccount, ServiceAccountService, ServiceTokenService } from '#features/identity';
import { newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { mustBeIssuerAddress } from '#platform/issuers';
import { Trail } from '#platform/trail';
import { RoleService } from '../roles/role.service.js';
import { mustBeLimits } from '../service-accounts/key.rules.js';
import type { TrustRule, TrustRuleDraft, TrustRuleId } from './trust-rule.js';
import { TooManyTrustRules, TrustRuleNotFound, TrustRuleTooWide } from './trust-rule.errors.js';
import { TrustRuleRepository } from './trust-rule.repository.js';

const MOST_RULES = 200;

/** Where people say which programs elsewhere act as a service account. Who says so could act as it, so it takes all of its roles. */
@Injectable()
export class TrustRuleDesk {
  // eslint-disable-next-line max-params -- a rule joins an account, its roles, and the tokens that were given under it
  constructor(
    private readonly db: OrgDatabase,
    private readonly rules: TrustRuleRepository,
    private readonly accounts: ServiceAccountService,
    private readonly tokens: ServiceTokenService,
    private readonly roles: RoleService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly TrustRule[]> {
    return this.db.within(ctx, (tx) => this.rules.list(tx, ctx));
  }

  /** @throws TrustRuleTooWide, IssuerAddressInvalid, TrustRuleNameTaken, TooManyTrustRules, ServiceAccountNotFound, RoleNotYours, KeyTooWide */
  create(ctx: RequestContext, draft: TrustRuleDraft): Promise<TrustRuleId> {
    mustBeTrustworthy(draft);
    return this.db.within(ctx, async (tx) => {
      await this.mustBeYours(tx, ctx, draft);
      if ((await this.rules.count(tx, ctx)) >= MOST_RULES)
        throw new TooManyTrustRules(`Delete one that is no longer needed: there can be ${MOST_RULES}.`);
      const id = newId<'TrustRule'>(ctx.now);
      await this.rules.insert(tx, ctx, { id, ...draft, createdAt: ctx.now, creatorLabel: ctx.principal.label });
      await this.record(tx, ctx, { id, ...draft }, 'trust_rule.created');
      return id;
    });
  }

  /** What was given under the rule as it was ends. @throws as create, and TrustRuleNotFound */
  update(ctx: RequestContext, id: TrustRuleId, draft: TrustRuleDraft): Promise<void> {
    mustBeTrustworthy(draft);
    return this.db.within(ctx, async (tx) => {
      await this.mustBeYours(tx, ctx, await this.ruleIn(tx, ctx, id));
      await this.mustBeYours(tx, ctx, draft);
      await this.rules.update(tx, ctx, id, draft);
      await this.tokens.endOfRuleIn(tx, ctx, id);
      await this.record(tx, ctx, { id, ...draft }, 'trust_rule.changed');
    });
  }

  /** @throws TrustRuleNotFound, RoleNotYours */
  setStatus(ctx: RequestContext, id: TrustRuleId, status: 'active' | 'disabled'): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const rule = await this.ruleIn(tx, ctx, id);
      await this.mustHandle(tx, ctx, await this.accounts.accountIn(tx, ctx, rule.accountId));
      const isDisabled = status === 'disabled';
      if (isDisabled === (rule.disabledAt !== null)) return;
      await this.rules.setDisabled(tx, ctx, id, isDisabled ? ctx.now : null);
      if (isDisabled) await this.tokens.endOfRuleIn(tx, ctx, id);
      await this.record(tx, ctx, rule, isDisabled ? 'trust_rule.disabled' : 'trust_rule.enabled');
    });
  }

  /** @throws TrustRuleNotFound, RoleNotYours */
  delete(ctx: RequestContext, id: TrustRuleId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const rule = await this.ruleIn(tx, ctx, id);
      await this.mustHandle(tx, ctx, await this.accounts.accountIn(tx, ctx, rule.accountId));
      await this.tokens.endOfRuleIn(tx, ctx, id);
      await this.rules.delete(tx, ctx, id);
      await this.record(tx, ctx, rule, 'trust_rule.deleted');
    });
  }

  private async ruleIn(tx: OrgTx, ctx: RequestContext, id: TrustRuleId): Promise<TrustRule> {
    const rule = await this.rules.find(tx, ctx, id);
    if (rule === null) throw new TrustRuleNotFound(`There is no trust rule ${id} in this organisation.`);
    return rule;
  }

  /** That the caller could give all roles of the account, and the account may do what the rule gives. */
  private async mustBeYours(tx: OrgTx, ctx: RequestContext, draft: TrustRuleDraft): Promise<void> {
    const account = await this.accounts.accountIn(tx, ctx, draft.accountId);
    const roles = await this.mustHandle(tx, ctx, account);
    mustBeLimits(draft.permissions, (await this.roles.bookIn(tx, ctx)).permissionsOf(roles));
  }

  private async mustHandle(tx: OrgTx, ctx: RequestContext, { id }: ServiceAccount): Promise<readonly string[]> {
    const holder = { kind: 'service', id: id } as const;
    await this.roles.mustMatch(tx, ctx, holder);
    return this.roles.rolesOfIn(tx, ctx, holder);
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, ...rule }: TrustRuleDraft & { readonly id: TrustRuleId },
    action: `trust_rule.${string}`,
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'trust-rule', id, label: rule.name },
      facts: {
        issuer: rule.issuer,
        audience: rule.audience,
        account: rule.accountId,
        conditions: JSON.stringify(rule.conditions),
        permissions: rule.permissions.join(' '),
        tokenMinutes: rule.tokenMinutes,
        takesOnce: rule.takesOnce,
      },
    });
  }
}

function mustBeTrustworthy({ issuer, conditions }: TrustRuleDraft): void {
  mustBeIssuerAddress(issuer);
  const refused = flawsOf({ issuer, conditions }).find(({ gravity }) => gravity === 'refused');
  if (refused !== undefined) throw new TrustRuleTooWide(refused.sentence);
}
