import { z } from 'zod';
import { pageOf, pageQuery, textField } from '#platform/http';
import type { PolicyComparison } from './version.service.js';
import type { PolicyVersion, PolicyVersionSummary } from './version.js';

const LONGEST_TEXT = 512 * 1024;

export const text = z.string().max(LONGEST_TEXT);
export const format = z.enum(['yaml', 'json']);
export const reason = textField(2_000).min(1, 'Say why, in a sentence that your colleagues will understand in a year.');
const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647);

export const validateBody = z.strictObject({ text, format });
export type ValidateBody = z.infer<typeof validateBody>;

export const publishBody = z.strictObject({ text, format, reason, basedOn: z.int().min(1).nullable() });
export type PublishBody = z.infer<typeof publishBody>;

export const rollBackBody = z.strictObject({ reason });
export type RollBackBody = z.infer<typeof rollBackBody>;

export const versionParams = z.object({ number: versionNumber });
export type VersionParams = z.infer<typeof versionParams>;

export const diffQuery = z.object({ from: versionNumber, to: versionNumber });
export type DiffQuery = z.infer<typeof diffQuery>;

export const versionsQuery = z.object({ ...pageQuery, cursor: versionNumber.optional() });
export type VersionsQuery = z.infer<typeof versionsQuery>;

const digest = z.string().describe('SHA-256 of the canonical policy document, hex');
const author = z.object({ id: z.string(), label: z.string() });

export const versionSummaryView = z.object({
  version: z.int(),
  reason: z.string(),
  author,
  publishedAt: z.iso.datetime(),
  digest,
  rollbackOf: z.int().nullable(),
});
export type VersionSummaryView = z.infer<typeof versionSummaryView>;

export const versionView = versionSummaryView.extend({ text: z.string(), format });
export type VersionView = z.infer<typeof versionView>;

export const versionPage = pageOf(versionSummaryView);
export type VersionPage = z.infer<typeof versionPage>;

export const issueView = z.object({
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  path: z.string(),
});

export const issuesView = z.object({ issues: z.array(issueView) });
export type IssuesView = z.infer<typeof issuesView>;

const side = z.object({ version: z.int(), text: z.string(), format });

export const comparisonView = z.object({
  from: side,
  to: side,
  changes: z.array(
    z.object({
      path: z.string().describe('JSON Pointer; items of lists are named by their id where they have one'),
      kind: z.enum(['added', 'removed', 'changed']),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
});
export type ComparisonView = z.infer<typeof comparisonView>;

export const toSummaryView = (version: PolicyVersionSummary): VersionSummaryView => ({
  version: version.number,
  reason: version.reason,
  author: { id: version.author.id, label: version.author.label },
  publishedAt: version.publishedAt.toISOString(),
  digest: version.digest,
  rollbackOf: version.rollbackOf,
});

export const toVersionView = (version: PolicyVersion): VersionView => ({
  ...toSummaryView(version),
  text: version.text,
  format: version.format,
});

export const toPage = (versions: readonly PolicyVersionSummary[], limit: number): VersionPage => ({
  items: versions.map(toSummaryView),
  nextCursor: versions.length === limit ? String(versions.at(-1)?.number ?? '') : null,
});

export const toComparisonView = ({ from, to, changes }: PolicyComparison): ComparisonView => ({
  from: { version: from.number, text: from.text, format: from.format },
  to: { version: to.number, text: to.text, format: to.format },
  changes: changes.map((change) => ({ ...change })),
});
