import type { Named } from '#engines/ledger';
import type { LedgerEntry } from './ledger-entry.js';

/** What some entries add to the read model of one session. Moments in milliseconds since the epoch. */
export interface SessionShare {
  readonly id: string;
  readonly name: string;
  readonly agent: string;
  readonly machine: Named;
  readonly actor: Named & { readonly kind: string };
  startedAt: number;
  lastAt: number;
  events: number;
  readonly counts: { allow: number; ask: number; reject: number };
}

export interface DayShare {
  readonly day: string;
  readonly facet: 'effect' | 'rule';
  readonly name: string;
  count: number;
}

export function sessionsOf(entries: readonly LedgerEntry[]): readonly SessionShare[] {
  const sessions = new Map<string, SessionShare>();
  for (const { event, facets } of entries) {
    if (event.session === undefined || event.machine === undefined || event.agent === undefined) continue;
    const { id, name } = event.session;
    const share = sessions.get(id) ?? {
      ...{ id, name, agent: event.agent, machine: event.machine, actor: event.actor },
      ...{
        startedAt: facets.occurredAt,
        lastAt: facets.occurredAt,
        events: 0,
        counts: { allow: 0, ask: 0, reject: 0 },
      },
    };
    share.startedAt = Math.min(share.startedAt, facets.occurredAt);
    share.lastAt = Math.max(share.lastAt, facets.occurredAt);
    share.events += 1;
    if (isCounted(facets.effect)) share.counts[facets.effect] += 1;
    sessions.set(id, share);
  }
  return [...sessions.values()];
}

/** Decisions by effect, and how often each rule spoke, by day (UTC). */
export function daysOf(entries: readonly LedgerEntry[]): readonly DayShare[] {
  const days = new Map<string, DayShare>();
  const count = (day: string, facet: DayShare['facet'], name: string): void => {
    const key = `${day}\u0000${facet}\u0000${name}`;
    const share = days.get(key) ?? { day, facet, name, count: 0 };
    share.count += 1;
    days.set(key, share);
  };
  for (const { facets } of entries) {
    if (facets.effect === null) continue;
    const day = dayOf(facets.occurredAt);
    count(day, 'effect', facets.effect);
    for (const rule of facets.rules) count(day, 'rule', rule);
  }
  return [...days.values()];
}

const DAY_MS = 86_400_000;
let [lastDay, lastName] = [Number.NaN, ''];

/** Most entries of a batch are of one day, and formatting a date costs as much as sealing a record. */
function dayOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  if (day !== lastDay) [lastDay, lastName] = [day, new Date(ms).toISOString().slice(0, 10)];
  return lastName;
}

const isCounted = (effect: string | null): effect is 'allow' | 'ask' | 'reject' =>
  effect === 'allow' || effect === 'ask' || effect === 'reject';
