import type { Facets, LedgerEvent, Named } from '#engines/ledger';

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

/** What entries add to the read models: sessions, and by day (UTC) decisions by effect and how often each rule spoke. */
export class Projection {
  private readonly bySession = new Map<string, SessionShare>();
  private readonly byDay = new Map<string, DayCounts>();

  get sessions(): readonly SessionShare[] {
    return [...this.bySession.values()];
  }

  get days(): readonly DayShare[] {
    return [...this.byDay].flatMap(([day, { effect, rule }]) => [
      ...sharesOf(day, 'effect', effect),
      ...sharesOf(day, 'rule', rule),
    ]);
  }

  add(event: LedgerEvent, facets: Facets): void {
    this.addToSession(event, facets);
    if (facets.effect === null) return;
    const { effect, rule } = this.countsOf(dayOf(facets.occurredAt));
    count(effect, facets.effect, 1);
    for (const name of facets.rules) count(rule, name, 1);
  }

  /** Adds what another has gathered; who began a session stands where both know it. */
  join(other: Projection): void {
    for (const [id, theirs] of other.bySession) {
      const ours = this.bySession.get(id);
      if (ours === undefined) this.bySession.set(id, { ...theirs, counts: { ...theirs.counts } });
      else joinSession(ours, theirs);
    }
    for (const [day, theirs] of other.byDay) {
      const ours = this.countsOf(day);
      for (const [name, times] of theirs.effect) count(ours.effect, name, times);
      for (const [name, times] of theirs.rule) count(ours.rule, name, times);
    }
  }

  private addToSession({ session, machine, agent, actor }: LedgerEvent, { occurredAt, effect }: Facets): void {
    if (session === undefined || machine === undefined || agent === undefined) return;
    let share = this.bySession.get(session.id);
    if (share === undefined) {
      share = {
        ...{ id: session.id, name: session.name, agent, machine, actor, startedAt: occurredAt, lastAt: occurredAt },
        ...{ events: 0, counts: { allow: 0, ask: 0, reject: 0 } },
      };
      this.bySession.set(session.id, share);
    }
    share.startedAt = Math.min(share.startedAt, occurredAt);
    share.lastAt = Math.max(share.lastAt, occurredAt);
    share.events += 1;
    if (isCounted(effect)) share.counts[effect] += 1;
  }

  private countsOf(day: string): DayCounts {
    const known = this.byDay.get(day);
    if (known !== undefined) return known;
    const counts = { effect: new Map<string, number>(), rule: new Map<string, number>() };
    this.byDay.set(day, counts);
    return counts;
  }
}

interface DayCounts {
  readonly effect: Map<string, number>;
  readonly rule: Map<string, number>;
}

function joinSession(ours: SessionShare, theirs: SessionShare): void {
  ours.startedAt = Math.min(ours.startedAt, theirs.startedAt);
  ours.lastAt = Math.max(ours.lastAt, theirs.lastAt);
  ours.events += theirs.events;
  for (const effect of ['allow', 'ask', 'reject'] as const) ours.counts[effect] += theirs.counts[effect];
}

const count = (counts: Map<string, number>, name: string, times: number): void =>
  void counts.set(name, (counts.get(name) ?? 0) + times);

const sharesOf = (day: string, facet: DayShare['facet'], counts: ReadonlyMap<string, number>): DayShare[] =>
  [...counts].map(([name, times]) => ({ day, facet, name, count: times }));

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
