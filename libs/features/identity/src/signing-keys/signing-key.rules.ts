import type { KeyTerm } from './signing-key.js';

const DAY_MS = 24 * 3_600_000;
/** How long a key signs. */
export const SIGNS_FOR_MS = 30 * DAY_MS;
/** A key is published this long before it signs, so that those who keep a copy of the key set have it in time. */
export const PUBLISHED_BEFORE_MS = DAY_MS;
/** A key stays published this long after it signed last: longer than any ID token lives. */
export const PUBLISHED_AFTER_MS = 2 * DAY_MS;

export interface Rotation {
  /** A key is to be made that signs from here on; null when there is one for long enough. */
  readonly makeActiveFrom: Date | null;
  /** Which keys get an end, and when. */
  readonly retire: readonly { readonly kid: string; readonly at: Date }[];
  /** Which keys are past their end. */
  readonly remove: readonly string[];
}

/** What is to be done about `keys` at `now`. Doing it twice changes nothing: the second time nothing is due. */
export function rotationOf(keys: readonly KeyTerm[], now: Date): Rotation {
  const remove = keys.filter(({ retiresAt }) => retiresAt !== null && retiresAt <= now).map(({ kid }) => kid);
  const kept = newestFirst(keys.filter(({ kid }) => !remove.includes(kid)));
  const [newest] = kept;
  if (newest === undefined) return { makeActiveFrom: now, retire: [], remove };
  const endsAt = newest.activeFrom.getTime() + SIGNS_FOR_MS;
  if (now.getTime() < endsAt - PUBLISHED_BEFORE_MS) return { makeActiveFrom: null, retire: [], remove };
  // Also when the job was late: whoever keeps a copy of the key set still gets his day.
  const makeActiveFrom = new Date(Math.max(endsAt, now.getTime() + PUBLISHED_BEFORE_MS));
  const at = new Date(makeActiveFrom.getTime() + PUBLISHED_AFTER_MS);
  return {
    makeActiveFrom,
    retire: kept.filter(({ retiresAt }) => retiresAt === null).map(({ kid }) => ({ kid, at })),
    remove,
  };
}

/** The published keys of the moment, the one that signs first. */
export function signingOrder<Key extends KeyTerm>(keys: readonly Key[], now: Date): readonly Key[] {
  const published = newestFirst(keys.filter(({ retiresAt }) => retiresAt === null || retiresAt > now));
  const signs = published.find(({ activeFrom }) => activeFrom <= now) ?? published.at(-1);
  return signs === undefined ? [] : [signs, ...published.filter((key) => key !== signs)];
}

/** The next moment at which `signingOrder` answers otherwise; null when there is none. */
export function nextChangeOf(keys: readonly KeyTerm[], now: Date): Date | null {
  const moments = keys.flatMap(({ activeFrom, retiresAt }) => [activeFrom, ...(retiresAt === null ? [] : [retiresAt])]);
  const coming = moments.filter((moment) => moment > now).map((moment) => moment.getTime());
  return coming.length === 0 ? null : new Date(Math.min(...coming));
}

const newestFirst = <Key extends KeyTerm>(keys: readonly Key[]): readonly Key[] =>
  [...keys].sort((a, b) => b.activeFrom.getTime() - a.activeFrom.getTime());
