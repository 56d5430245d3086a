import { Injectable } from '@nestjs/common';
import type { ServiceAccountId } from '#features/identity';
import type { ClaimCondition, IssuerKind } from '#engines/claims';
import type { OrgId } from '#kernel';
import { isUniqueViolation, type OrgScope, type OrgTx, type SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { PlacedTrustRule, TrustRule, TrustRuleDraft, TrustRuleId } from './trust-rule.js';
import { TrustRuleNameTaken } from './trust-rule.errors.js';

const columns = {
  id: true,
  name: true,
  kind: true,
  issuer: true,
  audience: true,
  accountId: true,
  conditions: true,
  permissions: true,
  tokenMinutes: true,
  takesOnce: true,
  createdAt: true,
  creatorLabel: true,
  disabledAt: true,
  lastUsedAt: true,
  lastSubject: true,
} as const;

/** Rows of the table `trust_rules`. */
@Injectable()
export class TrustRuleRepository {
  /** @throws TrustRuleNameTaken */
  async insert(
    tx: OrgTx,
    { orgId }: OrgScope,
    rule: TrustRuleDraft & Pick<TrustRule, 'id' | 'createdAt' | 'creatorLabel'>,
  ): Promise<void> {
    await named(rule.name, () =>
      rows(tx).trustRule.create({ data: { orgId, ...written(rule) }, select: { id: true } }),
    );
  }

  /** @throws TrustRuleNameTaken */
  async update(tx: OrgTx, { orgId }: OrgScope, id: TrustRuleId, draft: TrustRuleDraft): Promise<void> {
    await named(draft.name, () => rows(tx).trustRule.updateMany({ where: { orgId, id }, data: written(draft) }));
  }

  /** Oldest first. */
  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly TrustRule[]> {
    const found = await rows(tx).trustRule.findMany({ where: { orgId }, orderBy: { id: 'asc' }, select: columns });
    return found.map(toRule);
  }

  count(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    return rows(tx).trustRule.count({ where: { orgId } });
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: TrustRuleId): Promise<TrustRule | null> {
    const row = await rows(tx).trustRule.findUnique({ where: { orgId_id: { orgId, id } }, select: columns });
    return row && toRule(row);
  }

  async findAcrossTenants(tx: SystemTx, id: TrustRuleId): Promise<PlacedTrustRule | null> {
    const row = await rows(tx).trustRule.findUnique({ where: { id }, select: { ...columns, orgId: true } });
    return row && { ...toRule(row), orgId: row.orgId as OrgId };
  }

  async setDisabled(tx: OrgTx, { orgId }: OrgScope, id: TrustRuleId, disabledAt: Date | null): Promise<void> {
    await rows(tx).trustRule.updateMany({ where: { orgId, id }, data: { disabledAt } });
  }

  async noteUse(
    tx: OrgTx,
    { orgId }: OrgScope,
    id: TrustRuleId,
    { lastUsedAt, lastSubject }: { lastUsedAt: Date; lastSubject: string },
  ): Promise<void> {
    await rows(tx).trustRule.updateMany({ where: { orgId, id }, data: { lastUsedAt, lastSubject } });
  }

  async delete(tx: OrgTx, { orgId }: OrgScope, id: TrustRuleId): Promise<void> {
    await rows(tx).trustRule.deleteMany({ where: { orgId, id } });
  }
}

async function named(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new TrustRuleNameTaken(`There is a trust rule "${name}" already; choose another name.`, {}, { cause: error });
  }
}

const written = <Draft extends TrustRuleDraft>({ conditions, permissions, ...rest }: Draft) => ({
  ...rest,
  conditions: conditions.map(({ claim, match, values }) => ({ claim, match, values: [...values] })),
  permissions: [...permissions],
});

type Row = Omit<TrustRule, 'id' | 'kind' | 'accountId' | 'conditions'> &
  Record<'id' | 'kind' | 'accountId', string> & { readonly conditions: unknown };

const toRule = (row: Row): TrustRule => ({
  ...row,
  id: row.id as TrustRuleId,
  kind: row.kind as IssuerKind,
  accountId: row.accountId as ServiceAccountId,
  conditions: row.conditions as readonly ClaimCondition[],
});
