import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { LedgerReader, type SignedCheckpoint, Trail } from '#platform/trail';
import type { Review, ReviewId } from './review.js';
import { type ProvenItem, ReviewItemRepository } from './review-item.repository.js';
import { ReviewService } from './review.service.js';

/** What an auditor is given: every decision with its place in the ledger, and the signed checkpoint that covers those places. */
export interface ReviewEvidence {
  readonly review: Review;
  readonly items: readonly ProvenItem[];
  readonly checkpoint: SignedCheckpoint | null;
}

@Injectable()
export class ReviewEvidenceDesk {
  // eslint-disable-next-line max-params -- evidence joins a review with the ledger, and its export is recorded there
  constructor(
    private readonly db: OrgDatabase,
    private readonly service: ReviewService,
    private readonly items: ReviewItemRepository,
    private readonly ledger: LedgerReader,
    private readonly trail: Trail,
  ) {}

  /** @throws ReviewNotFound */
  of(ctx: RequestContext, id: ReviewId, format: 'json' | 'csv'): Promise<ReviewEvidence> {
    return this.db.within(ctx, async (tx) => {
      const review = await this.service.foundIn(tx, ctx, id);
      const evidence = {
        review,
        items: await this.items.proven(tx, ctx, id),
        checkpoint: await this.ledger.checkpoint(tx, ctx.orgId),
      };
      const target = { kind: 'review', id, label: review.name };
      await this.trail.record(tx, ctx, { action: 'review.exported', target, facts: { format } });
      return evidence;
    });
  }
}
