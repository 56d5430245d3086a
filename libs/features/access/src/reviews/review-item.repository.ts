import { Injectable } from '@nestjs/common';
import type { PersonId, PrincipalId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { FoundItem, ReviewDecision, ReviewId, ReviewItem, ReviewItemId, WaitingItem } from './review.js';

const COLUMNS = `i.id, i.review_id as "reviewId", i.kind, i.target_id as "targetId", i.subject_kind as "subjectKind",
  i.subject_id as "subjectId", i.subject_label as "subjectLabel", i.what, i.place, i.decision, i.reason,
  i.decider_label as "deciderLabel", i.decided_at as "decidedAt", i.was_gone as "wasGone"`;

type Row = ReviewItem & Record<string, unknown>;

/** What was decided, by whom. */
export interface ItemDecision {
  readonly decision: ReviewDecision;
  readonly reason: string;
  readonly decider: { readonly id: PrincipalId; readonly label: string } | null;
  readonly wasGone: boolean;
  readonly entryId: string;
}

/** An item with the place in the ledger that proves what was decided. */
export interface ProvenItem extends ReviewItem {
  readonly entryId: string | null;
  readonly ledgerIndex: number | null;
}

/** Rows of the table `access_review_items`. */
@Injectable()
export class ReviewItemRepository {
  async insertAll(
    tx: OrgTx,
    { orgId }: OrgScope,
    reviewId: ReviewId,
    items: readonly (FoundItem & { readonly id: ReviewItemId })[],
  ): Promise<void> {
    await rows(tx).accessReviewItem.createMany({
      data: items.map(({ id, kind, targetId, subjectKind, subjectId, subjectLabel, what, place }) => ({
        ...{ orgId, reviewId, id, kind, targetId },
        ...{ subjectKind, subjectId, subjectLabel, what, place },
      })),
    });
  }

  page(
    tx: OrgTx,
    { orgId }: OrgScope,
    reviewId: ReviewId,
    { after, limit }: { after: string | null; limit: number },
  ): Promise<readonly ReviewItem[]> {
    return sql(tx).query<Row>(
      `select ${COLUMNS} from access_review_items i
        where i.org_id = $1::uuid and i.review_id = $2::uuid and ($3::uuid is null or i.id > $3::uuid) order by i.id limit $4::int`,
      [orgId, reviewId, after, limit],
    );
  }

  /** Locks the row: of several who decide at once, one does. */
  async findForUpdate(
    tx: OrgTx,
    { orgId }: OrgScope,
    reviewId: ReviewId,
    id: ReviewItemId,
  ): Promise<ReviewItem | null> {
    const [item] = await sql(tx).query<Row>(
      `select ${COLUMNS} from access_review_items i
        where i.org_id = $1::uuid and i.review_id = $2::uuid and i.id = $3::uuid for update`,
      [orgId, reviewId, id],
    );
    return item ?? null;
  }

  /** Some on which nobody has decided, locked. */
  undecided(tx: OrgTx, { orgId }: OrgScope, reviewId: ReviewId, limit: number): Promise<readonly ReviewItem[]> {
    return sql(tx).query<Row>(
      `select ${COLUMNS} from access_review_items i
        where i.org_id = $1::uuid and i.review_id = $2::uuid and i.decision is null order by i.id limit $3::int for update`,
      [orgId, reviewId, limit],
    );
  }

  /** What waits for a reviewer: in reviews that are open, and nothing of her own. */
  waiting(
    tx: OrgTx,
    { orgId, now }: OrgScope & { now: Date },
    personId: PersonId,
    { after, limit }: { after: string | null; limit: number },
  ): Promise<readonly WaitingItem[]> {
    return sql(tx).query<WaitingItem & Record<string, unknown>>(
      `select ${COLUMNS}, r.name as "reviewName", r.due_at as "dueAt"
         from access_reviewers w
         join access_reviews r on r.org_id = w.org_id and r.id = w.review_id and r.closed_at is null and r.due_at > $2
         join access_review_items i on i.org_id = r.org_id and i.review_id = r.id and i.decision is null
        where w.org_id = $1::uuid and w.person_id = $3::uuid and i.subject_id is distinct from $3::uuid
          and not (i.subject_kind = 'group' and exists (select 1 from group_members m
                where m.org_id = i.org_id and m.group_id = i.subject_id and m.person_id = $3::uuid))
          and ($4::uuid is null or i.id > $4::uuid)
        order by i.id limit $5::int`,
      [orgId, now, personId, after, limit],
    );
  }

  /** Whether the person has what the item is about, herself or through the group. */
  async isOf(tx: OrgTx, { orgId }: OrgScope, item: ReviewItem, personId: PersonId): Promise<boolean> {
    if (item.subjectId === null) return false;
    if (item.subjectKind !== 'group') return item.subjectId === personId;
    return (await rows(tx).groupMember.count({ where: { orgId, groupId: item.subjectId, personId } })) === 1;
  }

  async decide(
    tx: OrgTx,
    { orgId, now }: OrgScope & { now: Date },
    item: ReviewItem,
    { decider, ...decision }: ItemDecision,
  ): Promise<void> {
    const { id, reviewId } = item;
    const by = { deciderId: decider?.id ?? null, deciderLabel: decider?.label ?? null, decidedAt: now };
    await rows(tx).accessReviewItem.updateMany({ where: { orgId, reviewId, id }, data: { ...decision, ...by } });
  }

  /** Every item with its place in the ledger. */
  async proven(tx: OrgTx, { orgId }: OrgScope, reviewId: ReviewId): Promise<readonly ProvenItem[]> {
    const found = await sql(tx).query<Row & { entryId: string | null; index: bigint | null }>(
      `select ${COLUMNS}, i.entry_id as "entryId", e.index from access_review_items i
         left join ledger_entries e on e.org_id = i.org_id and e.event_id = i.entry_id
        where i.org_id = $1::uuid and i.review_id = $2::uuid order by i.id`,
      [orgId, reviewId],
    );
    return found.map(({ index, ...item }) => ({ ...item, ledgerIndex: index === null ? null : Number(index) }));
  }
}
