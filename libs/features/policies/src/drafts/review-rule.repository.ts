import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { DraftSeals } from './draft-seals.js';
import type { ReviewRule } from './review-rule.js';

/** Rows of the table `policy_review_rules`. What comes out has been checked against its seal; find throws PolicyTampered. */
@Injectable()
export class ReviewRuleRepository {
  constructor(private readonly seals: DraftSeals) {}

  /** Null where the org has said nothing. */
  async find(tx: OrgTx, { orgId }: OrgScope): Promise<ReviewRule | null> {
    const row = await rows(tx).policyReviewRule.findUnique({ where: { orgId } });
    if (row === null) return null;
    const { isRequired, changedAt, changedLabel, seal } = row;
    this.seals.checkRule(orgId, isRequired, seal);
    return { isRequired, changedAt, changedBy: changedLabel };
  }

  async put(tx: OrgTx, { orgId }: OrgScope, { isRequired, changedAt, changedBy }: ReviewRule): Promise<void> {
    const seal = Buffer.from(this.seals.ofRule(orgId, isRequired));
    const data = { isRequired, changedAt, changedLabel: changedBy, seal };
    await rows(tx).policyReviewRule.upsert({
      where: { orgId },
      create: { orgId, ...data },
      update: data,
      select: { orgId: true },
    });
  }

  /** How many people can act in the org. */
  async countMembers(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    const [counted] = await sql(tx).query<{ members: number }>(
      `select count(*)::int as members from memberships where org_id = $1::uuid and status = 'active'`,
      [orgId],
    );
    return counted?.members ?? 0;
  }
}
