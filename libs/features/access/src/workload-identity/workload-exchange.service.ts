import { Injectable } from '@nestjs/common';
import {
  AttemptLimits,
  type ExchangeOrder,
  ExchangeRefused,
  type GrantedToken,
  type Moment,
  permissionsFor,
  ServiceAccountService,
  ServiceTokenService,
  WorkloadExchange,
} from '#features/identity';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { SubjectTokens } from './subject-tokens.js';
import { ExchangeFault, identityOf, type SubjectToken } from './subject-token.js';
import type { PlacedTrustRule, TrustRuleId } from './trust-rule.js';
import { TrustRuleRepository } from './trust-rule.repository.js';

const MINUTE_MS = 60_000;

/** Gives programs that a trust rule lets in an access token of its service account. Every exchange and every refusal stands in the ledger. */
@Injectable()
export class WorkloadExchangeService extends WorkloadExchange {
  // eslint-disable-next-line max-params -- the rule, the token that was brought, the one that is given, and what is written of it
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly rules: TrustRuleRepository,
    private readonly subjects: SubjectTokens,
    private readonly accounts: ServiceAccountService,
    private readonly tokens: ServiceTokenService,
    private readonly limits: AttemptLimits,
    private readonly trail: Trail,
  ) {
    super();
  }

  override async isKnown(id: TrustRuleId): Promise<boolean> {
    return (await this.find(id)) !== null;
  }

  override async exchange(order: ExchangeOrder, moment: Moment): Promise<GrantedToken> {
    const rule = await this.find(order.ruleId);
    if (rule === null) throw new ExchangeRefused('invalid_request', 'There is no such trust rule.');
    try {
      if (rule.disabledAt !== null) throw new ExchangeFault('rule-disabled', 'the trust rule is switched off');
      const subject = await this.subjects.judge(order.subjectToken, rule, moment.now);
      return await this.grant(rule, subject, order, moment);
    } catch (error) {
      if (!(error instanceof ExchangeFault)) throw error;
      await this.recordRefusal(rule, error, order, moment);
      throw new ExchangeRefused(error.oauthError, `The token was refused: ${error.message}.`, { cause: error });
    }
  }

  private find(id: TrustRuleId): Promise<PlacedTrustRule | null> {
    return this.system.across('find the trust rule of a program', (tx) => this.rules.findAcrossTenants(tx, id));
  }

  private grant(
    rule: PlacedTrustRule,
    subject: SubjectToken,
    { scope, address }: ExchangeOrder,
    moment: Moment,
  ): Promise<GrantedToken> {
    const permissions = permissionsFor(scope, rule.permissions);
    if (permissions === null)
      throw new ExchangeFault('scope', 'the trust rule does not give all that was asked for (scope)', { subject });
    const { orgId, accountId } = rule;
    const expiresAt = new Date(moment.now.getTime() + rule.tokenMinutes * MINUTE_MS);
    return this.db.within({ orgId }, async (tx) => {
      const ctx = { ...moment, orgId, principal: principalOf(rule, subject.subject) };
      const account = await this.accounts.accountIn(tx, ctx, accountId);
      if (account.disabledAt !== null)
        throw new ExchangeFault('account-disabled', 'the service account is disabled', { subject });
      const subjectHash = rule.takesOnce ? identityOf(subject) : null;
      const origin = { ruleId: rule.id, subjectHash, subjectExpiresAt: subject.goodUntil };
      const issued = await this.tokens.issueIn(tx, ctx, { accountId, origin, permissions, networks: [], expiresAt });
      if (issued === null) throw new ExchangeFault('replayed', 'it was used before, and is good once', { subject });
      const use = { lastUsedAt: moment.now, lastSubject: subject.subject.slice(0, 500) };
      await this.rules.noteUse(tx, ctx, rule.id, use);
      const about = { token: issued.id, expiresAt: expiresAt.toISOString(), permissions: permissions.join(' ') };
      await this.trail.record(tx, ctx, {
        action: 'workload.token_issued',
        target: { kind: 'service', id: accountId, label: account.name },
        facts: { ...factsOf(rule, subject), ...about, ip: address },
      });
      return { token: issued.token, expiresInSeconds: rule.tokenMinutes * 60, permissions };
    });
  }

  /** Anybody who knows the rule's id can be refused: what is written of it has a limit, beyond which refusals are only counted. */
  private async recordRefusal(
    rule: PlacedTrustRule,
    fault: ExchangeFault,
    { address }: ExchangeOrder,
    moment: Moment,
  ): Promise<void> {
    if (!(await this.limits.isWithin(moment.now, ['workloadRefusal', rule.id]))) return;
    const { orgId } = rule;
    const ctx: RequestContext = { ...moment, orgId, principal: principalOf(rule, fault.subject?.subject ?? 'unknown') };
    await this.db.within(ctx, (tx: OrgTx) =>
      this.trail.record(tx, ctx, {
        action: 'workload.refused',
        target: { kind: 'trust-rule', id: rule.id, label: rule.name },
        reason: `The token was refused: ${fault.detail}.`,
        facts: { ...factsOf(rule, fault.subject), fault: fault.code, ip: address },
      }),
    );
  }
}

/** Who acts is the program: as its rule lets it in, and as its own platform calls it. */
const principalOf = ({ id, name }: PlacedTrustRule, subject: string): RequestContext['principal'] => ({
  kind: 'service',
  id: id,
  label: `${name}: ${subject}`.slice(0, 300),
});

const factsOf = ({ id, issuer }: PlacedTrustRule, subject: SubjectToken | null): Readonly<Record<string, string>> => ({
  rule: id,
  issuer,
  ...(subject !== null && { subject: subject.subject, ...(subject.jti !== null && { jti: subject.jti }) }),
});
