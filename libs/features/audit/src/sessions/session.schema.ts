import { z } from 'zod';
import { pageOf, type PageOf, pageQuery } from '#platform/http';
import { entryView, toView as toEntryView } from '../entries/entry.schema.js';
import { CursorUnknown } from '../entries/entry.errors.js';
import type { AgentSession, SessionPlace } from './session.js';
import type { SessionTimeline } from './session.service.js';

const filter = z.string().min(1).max(200).optional();

export const sessionQuery = z.object({
  ...pageQuery,
  agent: filter,
  person: filter,
  machine: filter,
  q: filter,
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
});
export type SessionQuery = z.infer<typeof sessionQuery>;

export const sessionParams = z.object({ id: z.uuid() });
export type SessionParams = z.infer<typeof sessionParams>;

const named = z.object({ id: z.string(), label: z.string() });
const sessionFields = {
  id: z.uuid(),
  name: z.string(),
  agent: z.string(),
  person: named.nullable(),
  machine: named,
  startedAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  counts: z.object({ allow: z.int(), ask: z.int(), reject: z.int() }),
};

export const sessionView = z.object({ ...sessionFields, events: z.int() });
export type SessionView = z.infer<typeof sessionView>;
export const sessionPageView = pageOf(sessionView);

export const timelineView = z.object({ ...sessionFields, eventCount: z.int(), events: z.array(entryView) });
export type TimelineView = z.infer<typeof timelineView>;

const fieldsOf = ({ id, name, agent, machine, actor, startedAt, lastAt, counts }: AgentSession) => ({
  ...{ id, name, agent, machine, counts },
  person: actor.kind === 'person' ? { id: actor.id, label: actor.label } : null,
  startedAt: startedAt.toISOString(),
  lastAt: lastAt.toISOString(),
});

export const toView = (session: AgentSession): SessionView => ({ ...fieldsOf(session), events: session.events });

export function toPage(found: readonly AgentSession[], limit: number): PageOf<SessionView> {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { items: found.slice(0, limit).map(toView), nextCursor: last ? cursorOf(last) : null };
}

export const toTimelineView = (session: SessionTimeline): TimelineView => ({
  ...fieldsOf(session),
  eventCount: session.events,
  events: session.timeline.map(toEntryView),
});

const cursorOf = ({ lastAt, id }: SessionPlace): string =>
  Buffer.from(`${lastAt.getTime()}.${id}`).toString('base64url');

/** @throws CursorUnknown */
export function toPlace({ cursor }: SessionQuery): SessionPlace | null {
  if (cursor === undefined) return null;
  const [, ms = '', id = ''] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!z.uuid().safeParse(id).success)
    throw new CursorUnknown('Take the cursor from the last page of the same list, or leave it away.');
  return { lastAt: new Date(Number(ms)), id };
}
