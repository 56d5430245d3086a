import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { ReviewerNeeded } from './draft.errors.js';
import type { ReviewRule } from './review-rule.js';
import { ReviewRuleRepository } from './review-rule.repository.js';

/** What an org says of approvals. */
@Injectable()
export class ReviewRuleService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly rules: ReviewRuleRepository,
    private readonly trail: Trail,
  ) {}

  /** Null where the org has said nothing: then none is asked for. @throws PolicyTampered */
  get(ctx: RequestContext): Promise<ReviewRule | null> {
    return this.db.within(ctx, (tx) => this.rules.find(tx, ctx));
  }

  /** @throws ReviewerNeeded in an org of one, which could publish nothing any more; PolicyTampered */
  set(ctx: RequestContext, isRequired: boolean): Promise<ReviewRule> {
    return this.db.within(ctx, async (tx) => {
      if (isRequired && (await this.rules.countMembers(tx, ctx)) < 2)
        throw new ReviewerNeeded('Invite somebody who may approve policies first; else nothing could be published.');
      const rule = { isRequired, changedAt: ctx.now, changedBy: ctx.principal.label };
      await this.rules.put(tx, ctx, rule);
      await this.trail.record(tx, ctx, {
        action: isRequired ? 'policy.review_required' : 'policy.review_not_required',
        target: { kind: 'policy', id: 'policy', label: 'approval by another person' },
      });
      return rule;
    });
  }
}
