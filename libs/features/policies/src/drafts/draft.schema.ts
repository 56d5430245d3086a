import { z } from 'zod';
import { pageOf, pageQuery, textField } from '#platform/http';
import { format, issueView, reason, text } from '../versions/version.schema.js';
import { type Draft, DRAFT_ACTS, DRAFT_STATES, type DraftId, type DraftSummary } from './draft.js';
import type { DraftComparison } from './draft.service.js';
import type { PolicyIssue } from '#engines/policy';
import type { Remark } from './remark.js';
import type { ReviewRule } from './review-rule.js';

const MOST_ISSUES = 200;
const revision = z.int().min(1).describe('The revision that you have read');
const words = textField(4_000);
const title = textField(200).min(1, 'Say in a few words what changes.');
const basedOn = z.int().min(1).nullable().describe('The version that was before your eyes; null when there was none');

export const draftParams = z.strictObject({ id: z.uuid().transform((id) => id as DraftId) });
export type DraftParams = z.infer<typeof draftParams>;

export const draftsQuery = z.object({
  ...pageQuery,
  cursor: z
    .uuid()
    .transform((id) => id as DraftId)
    .optional(),
  show: z.enum(['living', 'published', 'discarded', 'all']).default('living'),
});
export type DraftsQuery = z.infer<typeof draftsQuery>;

const layer = z.strictObject({ kind: z.enum(['team', 'group', 'project']), id: z.uuid() });
const scope = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('org'), id: z.null() }), layer])
  .default({ kind: 'org', id: null })
  .describe('What it is to be the policy of; the organisation where nothing is said');

export const newDraftBody = z.strictObject({ title, text, format, basedOn, scope });
export type NewDraftBody = z.infer<typeof newDraftBody>;

export const rollBackDraftBody = z.strictObject({
  title,
  scope,
  number: z.int().min(1).max(2_147_483_647).describe('The version to bring back'),
});
export type RollBackDraftBody = z.infer<typeof rollBackDraftBody>;

export const withdrawalDraftBody = z.strictObject({ title, scope: layer });
export type WithdrawalDraftBody = z.infer<typeof withdrawalDraftBody>;

export const saveDraftBody = z.strictObject({ title, text, format, basedOn, revision });
export type SaveDraftBody = z.infer<typeof saveDraftBody>;

export const commentBody = z.strictObject({ text: words.min(1) });
export type CommentBody = z.infer<typeof commentBody>;

export const reviewBody = z.strictObject({ revision, text: words.default('') });
export type ReviewBody = z.infer<typeof reviewBody>;

export const sendBackBody = z.strictObject({ revision, text: words.min(1, 'Say what has to change.') });
export type SendBackBody = z.infer<typeof sendBackBody>;

export const publishDraftBody = z.strictObject({ revision, reason });
export type PublishDraftBody = z.infer<typeof publishDraftBody>;

export const reviewRuleBody = z.strictObject({ required: z.boolean() });
export type ReviewRuleBody = z.infer<typeof reviewRuleBody>;

const who = z.object({ id: z.string(), label: z.string() });

export const draftSummaryView = z.object({
  id: z.uuid(),
  scope: z.object({ kind: z.enum(['org', 'team', 'group', 'project']), id: z.uuid().nullable() }),
  act: z
    .enum(DRAFT_ACTS)
    .describe('What becomes of it: a version, an old version again, or that no layer stands there'),
  bringsBack: z.int().nullable().describe('The version that it brings back'),
  title: z.string(),
  format,
  revision: z.int(),
  basedOn: z.int().nullable(),
  state: z.enum(DRAFT_STATES),
  author: who,
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  changedBy: z.string(),
  approval: z
    .object({ by: who, at: z.iso.datetime() })
    .nullable()
    .describe('Of the present revision, by another person'),
  version: z.int().nullable().describe('The version that it became, or took away'),
});
export type DraftSummaryView = z.infer<typeof draftSummaryView>;

export const draftPage = pageOf(draftSummaryView);
export type DraftPageView = z.infer<typeof draftPage>;

export const draftView = draftSummaryView.extend({
  text: z.string(),
  issues: z.array(issueView).describe('What is wrong with it, which of its tests fail, and what is merely doubtful'),
  mayReview: z.boolean().describe('Whether you have written none of it, so that you may approve it'),
});
export type DraftView = z.infer<typeof draftView>;

export const draftDiffView = z.object({
  standing: z.object({ version: z.int(), text: z.string(), format }).nullable(),
  draft: z.object({ revision: z.int(), text: z.string(), format }),
  changes: z
    .array(
      z.object({
        path: z.string().describe('JSON Pointer; items of lists are named by their id where they have one'),
        kind: z.enum(['added', 'removed', 'changed']),
        before: z.unknown(),
        after: z.unknown(),
      }),
    )
    .nullable()
    .describe('Null while the draft cannot be read as a policy'),
});
export type DraftDiffView = z.infer<typeof draftDiffView>;

export const remarkList = z.object({
  items: z.array(
    z.object({
      number: z.int(),
      revision: z.int(),
      kind: z.enum(['comment', 'review_asked', 'approved', 'sent_back', 'withdrawn', 'published', 'discarded']),
      by: who,
      text: z.string(),
      at: z.iso.datetime(),
    }),
  ),
});
export type RemarkList = z.infer<typeof remarkList>;

export const reviewRuleView = z.object({
  required: z.boolean(),
  changedAt: z.iso.datetime().nullable(),
  changedBy: z.string().nullable(),
});
export type ReviewRuleView = z.infer<typeof reviewRuleView>;

export const toDraftSummaryView = (draft: DraftSummary): DraftSummaryView => ({
  id: draft.id,
  scope: { kind: draft.scope.kind, id: draft.scope.id },
  act: draft.act.kind,
  bringsBack: draft.act.kind === 'roll_back' ? draft.act.version : null,
  title: draft.title,
  format: draft.format,
  revision: draft.revision,
  basedOn: draft.basedOn,
  state: draft.state,
  author: { id: draft.author.id, label: draft.author.label },
  createdAt: draft.createdAt.toISOString(),
  changedAt: draft.changedAt.toISOString(),
  changedBy: draft.changedBy,
  approval: draft.approval && { by: { ...draft.approval.by }, at: draft.approval.at.toISOString() },
  version: draft.version,
});

export const toDraftPage = (drafts: readonly DraftSummary[], limit: number): DraftPageView => ({
  items: drafts.map(toDraftSummaryView),
  nextCursor: drafts.length === limit ? (drafts.at(-1)?.id ?? null) : null,
});

export const toDraftView = (draft: Draft, issues: readonly PolicyIssue[], mayReview: boolean): DraftView => ({
  ...toDraftSummaryView(draft),
  text: draft.text,
  issues: issues.slice(0, MOST_ISSUES).map((issue) => ({ ...issue })),
  mayReview,
});

export const toDraftDiffView = ({ draft, standing, changes }: DraftComparison): DraftDiffView => ({
  standing: standing && { version: standing.number, text: standing.text, format: standing.format },
  draft: { revision: draft.revision, text: draft.text, format: draft.format },
  changes: changes && changes.map((change) => ({ ...change })),
});

export const toRemarkList = (remarks: readonly Remark[]): RemarkList => ({
  items: remarks.map(({ number, revision: of, kind, by, text: said, at }) => ({
    number,
    revision: of,
    kind,
    by: { id: by.id, label: by.label },
    text: said,
    at: at.toISOString(),
  })),
});

export const toReviewRuleView = (rule: ReviewRule | null): ReviewRuleView => ({
  required: rule?.isRequired ?? false,
  changedAt: rule?.changedAt.toISOString() ?? null,
  changedBy: rule?.changedBy ?? null,
});
