import { z } from 'zod';
import { EFFECTS } from '#contracts';
import { pageOf, type PageOf, pageQuery } from '#platform/http';
import type { AuditEntry, EntryPage, EntryPlace, EntrySearch } from './audit-entry.js';
import { CursorUnknown } from './entry.errors.js';
import { cursorOf, placeOf } from './entry-place.rules.js';
import type { EntryDetail } from './entry.service.js';
import { proofView, toProofView } from '../proofs/proof.schema.js';

const filter = z.string().min(1).max(200).optional();
const moment = z.coerce.date().optional();

export const searchQuery = z.object({
  ...pageQuery,
  kind: filter,
  person: filter,
  target: filter,
  machine: filter,
  agent: filter,
  tool: filter,
  effect: z.enum(EFFECTS).optional(),
  session: z.uuid().optional(),
  rule: filter,
  q: filter,
  from: moment,
  to: moment,
});
export type SearchQuery = z.infer<typeof searchQuery>;

export const entryParams = z.object({ id: z.uuid() });
export type EntryParams = z.infer<typeof entryParams>;

const named = z.object({ id: z.string(), label: z.string() });

const entryFields = {
  id: z.string(),
  index: z.int().nonnegative(),
  at: z.string(),
  receivedAt: z.string(),
  kind: z.string(),
  actor: named.extend({ kind: z.string() }),
  machine: named.nullable(),
  agent: z.string().nullable(),
  toolKind: z.string().nullable(),
  tool: z.string().nullable(),
  session: z.string().nullable(),
  sessionName: z.string().nullable(),
  effect: z.string().nullable(),
  wouldBe: z.string().nullable(),
  mode: z.string().nullable(),
  risk: z.string().nullable(),
  rules: z.array(z.string()),
  reason: z.string().nullable(),
  policyVersion: z.int().nullable(),
  target: z.object({ kind: z.string(), id: z.string(), label: z.string().nullable() }).nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
};

export const entryView = z.object(entryFields);
export type EntryView = z.infer<typeof entryView>;
export const entryPageView = pageOf(entryView);

export const entryDetailView = z.object({
  ...entryFields,
  contentState: z.enum(['present', 'none', 'erased', 'unreadable']),
  content: z.unknown(),
  leaf: z.string(),
  leafHash: z.base64(),
  proof: proofView.nullable(),
});
export type EntryDetailView = z.infer<typeof entryDetailView>;

export const toSearch = ({ cursor: _cursor, limit: _limit, ...search }: SearchQuery): EntrySearch => search;

/** @throws CursorUnknown */
export function toPlace({ cursor }: { cursor?: string | undefined }): EntryPlace | null {
  if (cursor === undefined) return null;
  const place = placeOf(cursor);
  if (place === null) throw new CursorUnknown('Take the cursor from the last page of the same list, or leave it away.');
  return place;
}

export function toView({ index, event }: AuditEntry): EntryView {
  const { id, at, receivedAt, kind, actor, machine = null, session, target, facts = {} } = event;
  return {
    ...{ id, index, at, receivedAt, kind, actor, machine, facts },
    session: orNull(session?.id),
    sessionName: orNull(session?.name),
    agent: orNull(event.agent),
    toolKind: orNull(event.toolKind),
    tool: orNull(event.tool),
    policyVersion: orNull(event.policyVersion),
    target: target ? { ...target, label: orNull(target.label) } : null,
    ...decisionView(event),
  };
}

const decisionView = ({ decision, reason }: AuditEntry['event']) => ({
  effect: orNull(decision?.effect),
  wouldBe: orNull(decision?.wouldBe),
  mode: orNull(decision?.mode),
  risk: orNull(decision?.risk),
  rules: [...(decision?.rules ?? [])],
  reason: orNull(decision?.reason ?? reason),
});

export const toPage = ({ entries, next }: EntryPage): PageOf<EntryView> => ({
  items: entries.map(toView),
  nextCursor: next && cursorOf(next),
});

export const toDetailView = (detail: EntryDetail): EntryDetailView => ({
  ...toView(detail),
  contentState: detail.content.state,
  content: detail.content.content,
  leaf: detail.leaf,
  leafHash: Buffer.from(detail.leafHash).toString('base64'),
  proof: detail.proof && toProofView(detail.proof),
});

const orNull = <T>(value: T | undefined): T | null => value ?? null;
