import type { AuditFilter } from '../../api/wire.js';
import type { AuditEvent } from '../../api/wire.js';

/** The fields of the filter, by the names that they have in the address and on the wire. */
export const FILTER_FIELDS = [
  'q',
  'kind',
  'effect',
  'agent',
  'tool',
  'person',
  'target',
  'machine',
  'session',
  'rule',
  'from',
  'to',
] as const satisfies readonly (keyof AuditFilter)[];
export type FilterField = (typeof FILTER_FIELDS)[number];

/** Times that move with the clock, as they stand in `since` in the address. */
export const PERIODS: Readonly<Record<string, { readonly label: string; readonly minutes: number }>> = {
  '15m': { label: 'Last 15 minutes', minutes: 15 },
  '1h': { label: 'Last hour', minutes: 60 },
  '24h': { label: 'Last 24 hours', minutes: 1_440 },
  '7d': { label: 'Last 7 days', minutes: 10_080 },
  '30d': { label: 'Last 30 days', minutes: 43_200 },
};

/** The filter that an address tells; empty fields are left out, `since` becomes the moment that it means at `now`. */
export function filterOf(params: URLSearchParams, now: Date): AuditFilter {
  const filter: AuditFilter = {};
  for (const field of FILTER_FIELDS) {
    const value = params.get(field)?.trim();
    if (value !== undefined && value !== '') filter[field] = value;
  }
  const period = PERIODS[params.get('since') ?? ''];
  if (period !== undefined && filter.from === undefined)
    filter.from = new Date(now.getTime() - period.minutes * 60_000).toISOString();
  return filter;
}

/** Whether a fresh event belongs to a list filtered so. Words in `q` are sought by the server only: such a list does not grow by itself. */
export function matches(filter: AuditFilter, event: AuditEvent): boolean {
  const wanted: readonly (readonly [string | undefined, readonly (string | null | undefined)[]])[] = [
    [filter.kind, [event.kind]],
    [filter.effect, [event.effect]],
    [filter.agent, [event.agent]],
    [filter.tool, [event.tool]],
    [filter.person, [event.actor.id]],
    [filter.target, [event.target?.id]],
    [filter.machine, [event.machine?.id, event.actor.kind === 'machine' ? event.actor.id : null]],
    [filter.session, [event.session]],
    [filter.rule, event.rules],
  ];
  const isWanted = wanted.every(([value, found]) => value === undefined || found.includes(value));
  const isInTime =
    (filter.from === undefined || event.at >= filter.from) && (filter.to === undefined || event.at < filter.to);
  return filter.q === undefined && isWanted && isInTime;
}
