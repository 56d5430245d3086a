import { z } from 'zod';
import { pageOf, pageQuery, searchField } from '#platform/http';
import type { DirectoryId } from '../directories/directory.js';
import type { LogEntry, LogEntryId } from './log-entry.js';

export const logParams = z.strictObject({ id: z.uuid().transform((id) => id as DirectoryId) });
export type LogParams = z.infer<typeof logParams>;
export const entryParams = z.strictObject({
  ...logParams.shape,
  entryId: z.uuid().transform((id) => id as LogEntryId),
});
export type EntryParams = z.infer<typeof entryParams>;
export const logQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  outcome: z.enum(['all', 'refused']).default('all'),
  search: searchField('Part of a name, or an id'),
});
export type LogQuery = z.infer<typeof logQuery>;

export const logEntryView = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.string(),
  requestId: z.string(),
  method: z.string(),
  resource: z.string(),
  resourceId: z.string().nullable(),
  label: z.string().nullable(),
  status: z.int(),
  scimType: z.string().nullable(),
  detail: z.string().nullable().describe('Why it was refused'),
  changes: z.array(z.object({ attribute: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  canReplay: z.boolean(),
  replayedAt: z.iso.datetime().nullable(),
});
export type LogEntryView = z.infer<typeof logEntryView>;
export const logPage = pageOf(logEntryView);
export const replayView = z.object({ status: z.int(), detail: z.string().nullable() });
export type ReplayView = z.infer<typeof replayView>;

export const toLogEntryView = ({ at, replayedAt, changes, ...entry }: LogEntry): LogEntryView => ({
  ...entry,
  changes: changes.map((change) => ({ ...change })),
  at: at.toISOString(),
  replayedAt: replayedAt?.toISOString() ?? null,
});
