import { z } from 'zod';
import type { ReviewEvidence } from './review-evidence.js';
import { reviewItemView, reviewView, toReviewItemView, toReviewView } from './review.schema.js';

export const reviewEvidenceView = z.object({
  review: reviewView,
  items: z.array(
    reviewItemView.extend({
      entryId: z.uuid().nullable(),
      ledgerIndex: z
        .int()
        .nullable()
        .describe('Where the decision stands in the ledger; GET /api/v1/audit/proof/inclusion proves it'),
    }),
  ),
  checkpoint: z
    .object({ size: z.int(), note: z.string() })
    .nullable()
    .describe('The signed checkpoint (C2SP tlog-checkpoint) that covers those places'),
});
export type ReviewEvidenceView = z.infer<typeof reviewEvidenceView>;

export const toEvidenceView = ({ review, items, checkpoint }: ReviewEvidence): ReviewEvidenceView => ({
  review: toReviewView(review),
  items: items.map((item) => ({ ...toReviewItemView(item), entryId: item.entryId, ledgerIndex: item.ledgerIndex })),
  checkpoint: checkpoint === null ? null : { size: checkpoint.size, note: checkpoint.note },
});

const COLUMNS = [
  'kind',
  'subject',
  'what',
  'place',
  'decision',
  'reason',
  'decided by',
  'decided at',
  'entry',
  'index',
];

/** RFC 4180, and nothing that a spreadsheet would take for a formula. */
export function toEvidenceCsv({ items }: ReviewEvidence): string {
  const lines = items.map((item) => [
    item.kind,
    item.subjectLabel,
    item.what,
    item.place ?? '',
    item.decision ?? '',
    item.reason ?? '',
    item.deciderLabel ?? (item.decision === null ? '' : 'due date'),
    item.decidedAt?.toISOString() ?? '',
    item.entryId ?? '',
    String(item.ledgerIndex ?? ''),
  ]);
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

const cell = (value: string): string => {
  const tame = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
};
