import { Injectable } from '@nestjs/common';
import { DomainError, type OrgId, type RequestContext } from '#kernel';
import { enterOrg, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Review, ReviewId, ReviewItem } from './review.js';
import { ReviewClosed } from './review.errors.js';
import { ReviewDesk } from './review-desk.js';
import { ReviewItemRepository } from './review-item.repository.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewService } from './review.service.js';

const DAY_MS = 24 * 3_600_000;
const REMINDED_BEFORE_MS = 3 * DAY_MS;
const REMINDED_EVERY_MS = 20 * 3_600_000;
const MOST_AT_ONCE = 200;
/** Items that one transaction settles: it locks the org's ledger until it ends. */
const STEP = 50;

type Clockwork = Pick<RequestContext, 'now' | 'requestId' | 'principal'>;

/** What becomes of a review when it is due: on what nobody decided, the outcome that the org chose is applied. */
@Injectable()
export class ReviewClosing {
  // eslint-disable-next-line max-params -- it walks the orgs, settles items, closes reviews and reminds of them
  constructor(
    private readonly system: SystemDatabase,
    private readonly service: ReviewService,
    private readonly reviews: ReviewRepository,
    private readonly items: ReviewItemRepository,
    private readonly desk: ReviewDesk,
    private readonly trail: Trail,
  ) {}

  /** Closes what is due, and reminds of what will be in three days. */
  async walk(ctx: Clockwork): Promise<void> {
    const soon = new Date(ctx.now.getTime() + REMINDED_BEFORE_MS);
    const open = await this.system.across('look for access reviews that are due', (tx) =>
      this.reviews.openAcrossTenants(tx, soon, MOST_AT_ONCE),
    );
    for (const { orgId, id } of open) {
      const inOrg = { ...ctx, orgId };
      const review = await this.within(orgId, (tx) => this.service.foundIn(tx, inOrg, id));
      if (review.dueAt <= ctx.now) await this.finish(inOrg, id);
      else await this.remind(inOrg, review);
    }
  }

  /** Before its time, by whoever may: as if it were due. @throws ReviewNotFound, ReviewClosed */
  async close(ctx: RequestContext, id: ReviewId): Promise<void> {
    const review = await this.within(ctx.orgId, (tx) => this.service.foundIn(tx, ctx, id));
    if (review.closedAt !== null) throw new ReviewClosed('It is closed already.');
    await this.finish(ctx, id);
  }

  private async finish(ctx: RequestContext, id: ReviewId): Promise<void> {
    for (;;) {
      const isDone = await this.within(ctx.orgId, async (tx) => {
        const review = await this.service.foundIn(tx, ctx, id);
        const left = await this.items.undecided(tx, ctx, id, STEP);
        for (const item of left) await this.settle(tx, ctx, review, item);
        if (left.length < STEP) await this.desk.closeIn(tx, ctx, review);
        return left.length < STEP;
      });
      if (isDone) return;
    }
  }

  private async settle(tx: OrgTx, ctx: RequestContext, { outcome }: Review, item: ReviewItem): Promise<void> {
    const reason = 'Nobody decided before it was due.';
    try {
      await this.desk.settleIn(tx, ctx, item, { decision: outcome, reason, decider: null });
    } catch (error) {
      // The last owner stays, whatever the outcome: the thing itself refused before anything was written.
      if (!(error instanceof DomainError)) throw error;
      await this.desk.settleIn(tx, ctx, item, { decision: 'keep', reason: `${reason} ${error.title}`, decider: null });
    }
  }

  private async remind(ctx: RequestContext, review: Review): Promise<void> {
    const open = review.total - review.kept - review.revoked;
    const since = new Date(ctx.now.getTime() - REMINDED_EVERY_MS);
    await this.system.across('remind of an access review', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      if (!(await this.reviews.remind(orgTx, ctx, review.id, since))) return;
      await this.trail.record(orgTx, ctx, {
        action: 'review.reminded',
        target: { kind: 'review', id: review.id, label: review.name },
        facts: { open, due: review.dueAt.toISOString() },
      });
    });
  }

  private within<T>(orgId: OrgId, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    return this.system.across('work on an access review', async (tx) => work(await enterOrg(tx, orgId)));
  }
}
