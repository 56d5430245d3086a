import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { enterOrg, OrgDatabase, type OrgTx, SystemDatabase, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { RoleNotYours } from '../roles/role.errors.js';
import { RoleService } from '../roles/role.service.js';
import { type FoundItem, MOST_ITEMS, type Review, type ReviewDraft, type ReviewId, type ReviewItem } from './review.js';
import { ReviewEmpty, ReviewersUnknown, ReviewNotFound, ReviewTooLarge } from './review.errors.js';
import { ReviewItemRepository } from './review-item.repository.js';
import { ReviewKinds } from './review-kinds.js';
import { type ReviewDay, ReviewRepository } from './review.repository.js';
import { ReviewableReader, type Reviewer } from './reviewable.reader.js';

export interface ReviewDetail extends Review {
  readonly reviewers: readonly Reviewer[];
  readonly days: readonly ReviewDay[];
}

/** Access reviews: begun over a scope, shown while they go on. */
@Injectable()
export class ReviewService {
  // eslint-disable-next-line max-params -- a review looks at all that can be reviewed, and is recorded
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly reviews: ReviewRepository,
    private readonly items: ReviewItemRepository,
    private readonly reader: ReviewableReader,
    private readonly kinds: ReviewKinds,
    private readonly roles: RoleService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext, page: { before: string | null; limit: number }): Promise<readonly Review[]> {
    return this.db.within(ctx, (tx) => this.reviews.page(tx, ctx, page));
  }

  /** @throws ReviewNotFound */
  get(ctx: RequestContext, id: ReviewId): Promise<ReviewDetail> {
    return this.system.across('show an access review', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      const review = await this.foundIn(orgTx, ctx, id);
      const reviewers = await this.reader.reviewersOf(tx, ctx, id);
      return { ...review, reviewers, days: await this.reviews.days(orgTx, ctx, id) };
    });
  }

  /** @throws ReviewNotFound */
  itemsOf(
    ctx: RequestContext,
    id: ReviewId,
    page: { after: string | null; limit: number },
  ): Promise<readonly ReviewItem[]> {
    return this.db.within(ctx, async (tx) => {
      await this.foundIn(tx, ctx, id);
      return this.items.page(tx, ctx, id, page);
    });
  }

  /**
   * Puts the question, of everything that the scope holds now. Reviewers may take away what the one who begins it could.
   * @throws ReviewersUnknown, ReviewEmpty, ReviewTooLarge, RoleNotYours
   */
  begin(ctx: RequestContext, draft: ReviewDraft): Promise<ReviewId> {
    return this.system.across('begin an access review', async (tx) => {
      const reviewers = [...new Set(draft.reviewers)];
      const addresses = await this.reader.activeOf(tx, ctx, reviewers);
      if (addresses.length < reviewers.length)
        throw new ReviewersUnknown('Name people who are active members of the organisation.');
      const orgTx = await enterOrg(tx, ctx.orgId);
      const found = await this.itemsIn({ system: tx, org: orgTx }, ctx, draft);
      await this.mustBeYours(orgTx, ctx, draft, found);
      const id = newId<'Review'>(ctx.now);
      await this.reviews.insert(orgTx, ctx, { id, creatorLabel: ctx.principal.label, ...draft, reviewers });
      // Ids that go up with the place: so the list is shown, and paged, in the order in which it was found.
      const items = found.map((item, place) => ({
        ...item,
        id: newId<'ReviewItem'>(new Date(ctx.now.getTime() + place)),
      }));
      await this.items.insertAll(orgTx, ctx, id, items);
      await this.trail.record(orgTx, ctx, {
        action: 'review.begun',
        target: { kind: 'review', id, label: draft.name },
        facts: {
          items: items.length,
          reviewers: addresses.join(' '),
          due: draft.dueAt.toISOString(),
          outcome: draft.outcome,
        },
      });
      return id;
    });
  }

  /** @throws ReviewNotFound */
  async foundIn(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, id: ReviewId): Promise<Review> {
    const review = await this.reviews.find(tx, ctx, id);
    if (review === null) throw new ReviewNotFound('There is no such review in this organisation.');
    return review;
  }

  private async itemsIn(
    { system, org }: { system: SystemTx; org: OrgTx },
    ctx: RequestContext,
    scope: ReviewDraft,
  ): Promise<readonly FoundItem[]> {
    const found: FoundItem[] = [];
    for (const kind of new Set(scope.kinds))
      found.push(...(await this.kinds.of(kind).itemsIn({ system, org, ctx }, scope, MOST_ITEMS + 1)));
    if (found.length === 0) throw new ReviewEmpty('Nobody has anything of that kind. Choose a wider scope.');
    if (found.length > MOST_ITEMS)
      throw new ReviewTooLarge(`A review holds ${MOST_ITEMS} items at most. Split it by role or by team.`);
    return found;
  }

  private async mustBeYours(
    tx: OrgTx,
    ctx: RequestContext,
    { kinds }: ReviewDraft,
    found: readonly FoundItem[],
  ): Promise<void> {
    const { permissions } = await this.roles.powerIn(tx, ctx);
    const missing = kinds.map((kind) => this.kinds.of(kind).needs).filter((needs) => !permissions.has(needs));
    if (missing.length > 0)
      throw new RoleNotYours(`Reviewers would take away what you may not: you lack ${missing.join(', ')}.`);
    const book = await this.roles.bookIn(tx, ctx);
    const named = new Set(found.flatMap(({ kind, what }) => (kind === 'grant' && book.named(what) ? [what] : [])));
    await this.roles.mustBeAllowed(
      tx,
      ctx,
      [...named].map((role) => ({ role, teamId: null })),
    );
  }
}
