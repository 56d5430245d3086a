import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { Review, ReviewDraft, ReviewId } from './review.js';

const COUNTED = `r.org_id as "orgId", r.id, r.name, r.kinds, r.roles, r.team_id as "teamId", r.due_at as "dueAt", r.outcome,
  r.created_at as "createdAt", r.creator_label as "creatorLabel", r.closed_at as "closedAt", c.total, c.kept, c.revoked
  from access_reviews r
  cross join lateral (select count(*)::int as total, (count(*) filter (where i.decision = 'keep'))::int as kept,
                             (count(*) filter (where i.decision = 'revoke'))::int as revoked
                        from access_review_items i where i.org_id = r.org_id and i.review_id = r.id) c`;

type Row = Review & Record<string, unknown>;

/** How a review went on one day. */
export interface ReviewDay {
  readonly day: string;
  readonly kept: number;
  readonly revoked: number;
}

/** Rows of the tables `access_reviews` and `access_reviewers`. */
@Injectable()
export class ReviewRepository {
  async insert(
    tx: OrgTx,
    { orgId, now }: OrgScope & { now: Date },
    { id, creatorLabel, reviewers, kinds, roles, ...draft }: ReviewDraft & { id: ReviewId; creatorLabel: string },
  ): Promise<void> {
    const data = { orgId, id, creatorLabel, ...draft, kinds: [...kinds], roles: [...roles], createdAt: now };
    await rows(tx).accessReview.create({ data, select: { id: true } });
    await rows(tx).accessReviewer.createMany({
      data: reviewers.map((personId) => ({ orgId, reviewId: id, personId })),
    });
  }

  /** Newest first. */
  page(
    tx: OrgTx,
    { orgId }: OrgScope,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<readonly Review[]> {
    return sql(tx).query<Row>(
      `select ${COUNTED} where r.org_id = $1::uuid and ($2::uuid is null or r.id < $2::uuid) order by r.id desc limit $3::int`,
      [orgId, before, limit],
    );
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ReviewId): Promise<Review | null> {
    const [review] = await sql(tx).query<Row>(`select ${COUNTED} where r.org_id = $1::uuid and r.id = $2::uuid`, [
      orgId,
      id,
    ]);
    return review ?? null;
  }

  async isReviewer(tx: OrgTx, { orgId }: OrgScope, reviewId: ReviewId, personId: PersonId): Promise<boolean> {
    return (await rows(tx).accessReviewer.count({ where: { orgId, reviewId, personId } })) === 1;
  }

  /** Day by day, how much was decided. */
  days(tx: OrgTx, { orgId }: OrgScope, id: ReviewId): Promise<readonly ReviewDay[]> {
    return sql(tx).query<ReviewDay & Record<string, unknown>>(
      `select to_char(decided_at at time zone 'utc', 'YYYY-MM-DD') as day,
              (count(*) filter (where decision = 'keep'))::int as kept, (count(*) filter (where decision = 'revoke'))::int as revoked
         from access_review_items where org_id = $1::uuid and review_id = $2::uuid and decision is not null group by 1 order by 1`,
      [orgId, id],
    );
  }

  /** False when it was closed before. */
  async close(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, id: ReviewId): Promise<boolean> {
    const where = { orgId, id, closedAt: null };
    return (await rows(tx).accessReview.updateMany({ where, data: { closedAt: now } })).count === 1;
  }

  /** False when it was reminded of since `since`. */
  async remind(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, id: ReviewId, since: Date): Promise<boolean> {
    const where = { orgId, id, closedAt: null, OR: [{ remindedAt: null }, { remindedAt: { lt: since } }] };
    return (await rows(tx).accessReview.updateMany({ where, data: { remindedAt: now } })).count === 1;
  }

  /** Those that are not closed and due before a moment. */
  async openAcrossTenants(
    tx: SystemTx,
    dueBefore: Date,
    limit: number,
  ): Promise<readonly { orgId: OrgId; id: ReviewId }[]> {
    const found = await rows(tx).accessReview.findMany({
      where: { closedAt: null, dueAt: { lte: dueBefore } },
      orderBy: { dueAt: 'asc' },
      take: limit,
      select: { orgId: true, id: true },
    });
    return found.map(({ orgId, id }) => ({ orgId: orgId as OrgId, id: id as ReviewId }));
  }
}
