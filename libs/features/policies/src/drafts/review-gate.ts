import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { PolicyReviewNeeded } from './draft.errors.js';
import type { PublicationRight } from './review-rule.js';
import { ReviewRuleRepository } from './review-rule.repository.js';

/** The gate that every publication passes, whatever door it came by. */
@Injectable()
export class ReviewGate {
  constructor(
    private readonly rules: ReviewRuleRepository,
    private readonly trail: Trail,
  ) {}

  async isRequiredIn(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>): Promise<boolean> {
    return (await this.rules.find(tx, ctx))?.isRequired ?? false;
  }

  /** @throws PolicyReviewNeeded, PolicyTampered */
  async passIn(tx: OrgTx, ctx: RequestContext, right: PublicationRight): Promise<void> {
    if (right === 'approved' || !(await this.isRequiredIn(tx, ctx))) return;
    if (right === 'author-alone')
      throw new PolicyReviewNeeded(
        'Make it a draft, and ask a colleague to review it. In an emergency an operator can publish with "admin policy publish" on the server.',
      );
    await this.trail.record(tx, ctx, {
      action: 'policy.glass_broken',
      target: { kind: 'policy', id: 'policy', label: 'policy' },
      reason: 'Published at the server’s command line without the approval that the organisation asks for.',
    });
  }
}
