import { Injectable } from '@nestjs/common';
import type { PersonId, PrincipalId, RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import {
  isOpen,
  type Review,
  type ReviewDecision,
  type ReviewId,
  type ReviewItem,
  type ReviewItemId,
  type WaitingItem,
} from './review.js';
import { ReviewClosed, ReviewItemDecided, ReviewItemNotFound, ReviewNotYours, ReviewOwn } from './review.errors.js';
import { ReviewItemRepository } from './review-item.repository.js';
import { ReviewKinds } from './review-kinds.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewService } from './review.service.js';

export interface Verdict {
  readonly decision: ReviewDecision;
  readonly reason: string;
}

/** A verdict, and whose it is; nobody's where the due date decided. */
interface Settlement extends Verdict {
  readonly decider: { readonly id: PrincipalId; readonly label: string } | null;
}

/** Where reviewers decide, one item at a time. What is revoked is gone with the decision, in every process. */
@Injectable()
export class ReviewDesk {
  // eslint-disable-next-line max-params -- a decision is about an item of a review, takes something away, and is recorded
  constructor(
    private readonly db: OrgDatabase,
    private readonly service: ReviewService,
    private readonly reviews: ReviewRepository,
    private readonly items: ReviewItemRepository,
    private readonly kinds: ReviewKinds,
    private readonly trail: Trail,
  ) {}

  /** What waits for the caller. */
  inbox(ctx: RequestContext, page: { after: string | null; limit: number }): Promise<readonly WaitingItem[]> {
    if (ctx.principal.kind !== 'person') return Promise.resolve([]);
    return this.db.within(ctx, (tx) => this.items.waiting(tx, ctx, ctx.principal.id as PersonId, page));
  }

  /**
   * @throws ReviewNotFound, ReviewNotYours, ReviewClosed, ReviewItemNotFound, ReviewItemDecided, ReviewOwn; whatever the thing itself refuses
   * (LastOwner): then nothing is decided
   */
  decide(ctx: RequestContext, reviewId: ReviewId, itemId: ReviewItemId, verdict: Verdict): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const review = await this.service.foundIn(tx, ctx, reviewId);
      const item = await this.yoursIn(tx, ctx, review, itemId);
      const { id, label } = ctx.principal;
      await this.settleIn(tx, ctx, item, { ...verdict, decider: { id, label } });
      const left = await this.items.undecided(tx, ctx, reviewId, 1);
      if (left.length === 0) await this.closeIn(tx, ctx, review);
    });
  }

  /** Carries a decision out and writes it down, as part of a larger act. */
  async settleIn(
    tx: OrgTx,
    ctx: RequestContext,
    item: ReviewItem,
    { decision, reason, decider }: Settlement,
  ): Promise<void> {
    const why = `Access review: ${reason}`;
    const wasGone = decision === 'revoke' && !(await this.kinds.of(item.kind).revokeIn(tx, ctx, item, why));
    const entryId = await this.trail.record(tx, ctx, {
      action: decision === 'keep' ? 'review.kept' : 'review.revoked',
      target: { kind: 'review_item', id: item.id, label: item.subjectLabel },
      reason,
      facts: {
        review: item.reviewId,
        kind: item.kind,
        what: item.what,
        of: item.targetId,
        ...(wasGone && { wasGone }),
      },
    });
    await this.items.decide(tx, ctx, item, { decision, reason, decider, wasGone, entryId });
  }

  /** Does nothing where it is closed. */
  async closeIn(tx: OrgTx, ctx: RequestContext, { id, name }: Pick<Review, 'id' | 'name'>): Promise<void> {
    if (!(await this.reviews.close(tx, ctx, id))) return;
    const { total, kept, revoked } = await this.service.foundIn(tx, ctx, id);
    const target = { kind: 'review', id, label: name };
    await this.trail.record(tx, ctx, { action: 'review.closed', target, facts: { total, kept, revoked } });
  }

  private async yoursIn(tx: OrgTx, ctx: RequestContext, review: Review, itemId: ReviewItemId): Promise<ReviewItem> {
    const { kind, id } = ctx.principal;
    const personId = id as PersonId;
    if (kind !== 'person' || !(await this.reviews.isReviewer(tx, ctx, review.id, personId)))
      throw new ReviewNotYours('Ask whoever began the review to name you as a reviewer in the next one.');
    if (!isOpen(review, ctx.now)) throw new ReviewClosed('It was closed, or is due: nothing more is decided in it.');
    const item = await this.items.findForUpdate(tx, ctx, review.id, itemId);
    if (item === null) throw new ReviewItemNotFound('Load the review again.');
    if (item.decision !== null) throw new ReviewItemDecided(`${item.deciderLabel ?? 'The due date'} decided on it.`);
    if (await this.items.isOf(tx, ctx, item, personId)) throw new ReviewOwn('Another reviewer has to decide on it.');
    return item;
  }
}
