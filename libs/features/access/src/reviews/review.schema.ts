import { z } from 'zod';
import type { TeamId } from '#features/tenancy';
import type { PersonId } from '#kernel';
import { pageOf, pageQuery, textField } from '#platform/http';
import type { Review, ReviewId, ReviewItem, ReviewItemId, WaitingItem } from './review.js';
import type { ReviewDetail } from './review.service.js';

const decision = z.enum(['keep', 'revoke']);
const kind = z.enum(['grant', 'key', 'machine']);
const reviewId = z.uuid().transform((id) => id as ReviewId);

export const reviewBody = z.strictObject({
  name: textField(120).min(1, 'Name the review.'),
  kinds: z
    .array(kind)
    .min(1)
    .max(3)
    .transform((kinds) => [...new Set(kinds)]),
  roles: z.array(z.string().min(1).max(60)).max(50).default([]).describe('None named: every role'),
  teamId: z
    .uuid()
    .transform((id) => id as TeamId)
    .nullable()
    .default(null)
    .describe('What the people of one team have; null: of the whole organisation'),
  reviewers: z
    .array(z.uuid().transform((id) => id as PersonId))
    .min(1, 'Name a reviewer.')
    .max(50),
  dueInDays: z.int().min(1).max(365),
  outcome: decision.describe('What becomes of that on which nobody has decided when it is due'),
});
export type ReviewBody = z.infer<typeof reviewBody>;

export const reviewParams = z.strictObject({ id: reviewId });
export type ReviewParams = z.infer<typeof reviewParams>;
export const reviewItemParams = reviewParams.extend({ itemId: z.uuid().transform((id) => id as ReviewItemId) });
export type ReviewItemParams = z.infer<typeof reviewItemParams>;
export const reviewQuery = z.strictObject({ ...pageQuery, cursor: z.uuid().optional() });
export type ReviewQuery = z.infer<typeof reviewQuery>;

export const verdictBody = z.strictObject({
  decision,
  reason: textField(1_000).min(1, 'Say why.'),
});
export type VerdictBody = z.infer<typeof verdictBody>;

export const reviewView = z.object({
  id: z.uuid(),
  name: z.string(),
  kinds: z.array(kind),
  roles: z.array(z.string()),
  teamId: z.uuid().nullable(),
  dueAt: z.iso.datetime(),
  outcome: decision,
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  closedAt: z.iso.datetime().nullable(),
  total: z.int(),
  kept: z.int(),
  revoked: z.int(),
});
export type ReviewView = z.infer<typeof reviewView>;
export const reviewPage = pageOf(reviewView);
export const begunReviewView = z.object({ id: z.uuid() });

export const reviewDetailView = reviewView.extend({
  reviewers: z.array(z.object({ id: z.uuid(), email: z.string(), name: z.string() })),
  days: z
    .array(z.object({ day: z.string(), kept: z.int(), revoked: z.int() }))
    .describe('How much was decided on each day'),
});
export type ReviewDetailView = z.infer<typeof reviewDetailView>;

export const reviewItemView = z.object({
  id: z.uuid(),
  kind,
  subject: z.object({ kind: z.enum(['person', 'group', 'service']).nullable(), label: z.string() }),
  what: z.string(),
  place: z.string().nullable(),
  decision: decision.nullable(),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable().describe('Null, where it is decided: the due date did'),
  decidedAt: z.iso.datetime().nullable(),
  wasGone: z.boolean().describe('There was nothing left to take'),
});
export type ReviewItemView = z.infer<typeof reviewItemView>;
export const reviewItemPage = pageOf(reviewItemView);

export const waitingItemView = reviewItemView.extend({
  review: z.object({ id: z.uuid(), name: z.string(), dueAt: z.iso.datetime() }),
});
export type WaitingItemView = z.infer<typeof waitingItemView>;
export const waitingItemPage = pageOf(waitingItemView);

export const toReviewView = (review: Review): ReviewView => ({
  id: review.id,
  name: review.name,
  kinds: [...review.kinds],
  roles: [...review.roles],
  teamId: review.teamId,
  dueAt: review.dueAt.toISOString(),
  outcome: review.outcome,
  createdAt: review.createdAt.toISOString(),
  createdBy: review.creatorLabel,
  closedAt: review.closedAt?.toISOString() ?? null,
  total: review.total,
  kept: review.kept,
  revoked: review.revoked,
});

export const toReviewDetailView = ({ reviewers, days, ...review }: ReviewDetail): ReviewDetailView => ({
  ...toReviewView(review),
  reviewers: [...reviewers],
  days: [...days],
});

export const toReviewItemView = (item: ReviewItem): ReviewItemView => ({
  id: item.id,
  kind: item.kind,
  subject: { kind: item.subjectKind, label: item.subjectLabel },
  what: item.what,
  place: item.place,
  decision: item.decision,
  reason: item.reason,
  decidedBy: item.deciderLabel,
  decidedAt: item.decidedAt?.toISOString() ?? null,
  wasGone: item.wasGone,
});

export const toWaitingItemView = (item: WaitingItem): WaitingItemView => ({
  ...toReviewItemView(item),
  review: { id: item.reviewId, name: item.reviewName, dueAt: item.dueAt.toISOString() },
});
