import type { KeyPairs, SamlKeys } from './saml-settings.js';

const DAY_MS = 24 * 3_600_000;
/** How long what was encrypted for the former key is opened: longer than any answer is under way, as long as a provider may keep our metadata. */
const FORMER_DAYS = 30;
/** So long before their end keys rotate by themselves, and so long the next ones are published before they count. */
export const RENEWED_DAYS = 60;
export const USUAL_OVERLAP_DAYS = 14;

const daysAfter = (now: Date, days: number): string => new Date(now.getTime() + days * DAY_MS).toISOString();

/** The next keys stand in the metadata from now on, and count after the overlap. */
export const withNext = (
  keys: SamlKeys,
  next: KeyPairs,
  { now, overlapDays }: { readonly now: Date; readonly overlapDays: number },
): SamlKeys => ({
  ...keys,
  next: { ...next, publishedAt: now.toISOString(), countsAt: daysAfter(now, overlapDays) },
});

/** The next keys count; the former ones open what was encrypted for them a while longer. Unchanged where there are no next ones. */
export function changedOver({ next, ...keys }: SamlKeys, now: Date): SamlKeys {
  if (next === undefined) return keys;
  const { signing, encryption } = keys;
  const former = { signing, encryption, until: daysAfter(now, FORMER_DAYS) };
  return { signing: next.signing, encryption: next.encryption, former };
}

/** What time alone does to keys: null where it is not time for anything. */
export function tended(
  keys: SamlKeys,
  now: Date,
): { readonly keys: SamlKeys; readonly what: 'changed_over' | 'former_ended' } | null {
  if (keys.next !== undefined && new Date(keys.next.countsAt) <= now)
    return { keys: changedOver(keys, now), what: 'changed_over' };
  if (keys.former === undefined || new Date(keys.former.until) > now) return null;
  const { former: _, ...kept } = keys;
  return { keys: kept, what: 'former_ended' };
}
