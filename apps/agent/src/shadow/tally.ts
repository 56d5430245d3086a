import {
  MOST_SHADOW_DIFFERENCES,
  OTHER_RULES,
  type ShadowDifference,
  type ShadowHour,
  type ShadowReport,
} from '#contracts';
import { type Comparison, isStricter } from './compare-call.js';

/** What was counted and not reported yet. */
export type Counts = Pick<ShadowReport, 'hours' | 'differences'>;

export const NO_COUNTS: Counts = { hours: [], differences: [] };

const HOUR_MS = 3_600_000;

/** `counts` and one more call. Of a call it takes the hour, the agent, and of a difference the effects and the ids of rules. */
export function counted(
  counts: Counts,
  call: { readonly at: string; readonly agent: ShadowDifference['agent'] },
  comparison: Comparison,
): Counts {
  const hour = new Date(Math.floor(Date.parse(call.at) / HOUR_MS) * HOUR_MS).toISOString();
  const before = counts.hours.find((one) => one.hour === hour) ?? {
    hour,
    compared: 0,
    stricter: 0,
    milder: 0,
    skipped: 0,
  };
  const hours = [...counts.hours.filter((one) => one !== before), added(before, comparison)];
  if (comparison.outcome !== 'differs') return { ...counts, hours };
  const { live, shadow } = comparison;
  const difference: ShadowDifference = {
    agent: call.agent,
    live: live.effect,
    shadow: shadow.effect,
    liveRules: [...live.rules],
    shadowRules: [...shadow.rules],
    calls: 1,
  };
  return { hours, differences: withDifference(counts.differences, difference) };
}

/** Both together. */
export function merged(counts: Counts, more: Counts): Counts {
  const hours = new Map(counts.hours.map((hour) => [hour.hour, hour]));
  for (const hour of more.hours) {
    const known = hours.get(hour.hour);
    hours.set(hour.hour, known === undefined ? hour : summed(known, hour));
  }
  return { hours: [...hours.values()], differences: more.differences.reduce(withDifference, counts.differences) };
}

const summed = (a: ShadowHour, b: ShadowHour): ShadowHour => ({
  hour: a.hour,
  compared: a.compared + b.compared,
  stricter: a.stricter + b.stricter,
  milder: a.milder + b.milder,
  skipped: a.skipped + b.skipped,
});

const added = (hour: ShadowHour, comparison: Comparison): ShadowHour => {
  if (comparison.outcome === 'skipped') return { ...hour, skipped: hour.skipped + 1 };
  const compared = { ...hour, compared: hour.compared + 1 };
  if (comparison.outcome === 'same') return compared;
  return isStricter(comparison.shadow.effect, comparison.live.effect)
    ? { ...compared, stricter: hour.stricter + 1 }
    : { ...compared, milder: hour.milder + 1 };
};

function withDifference(known: Counts['differences'], one: ShadowDifference): Counts['differences'] {
  const same = known.find((other) => keyOf(other) === keyOf(one));
  if (same) return known.map((other) => (other === same ? { ...same, calls: same.calls + one.calls } : other));
  const isOther = one.shadowRules[0] === OTHER_RULES[0];
  if (known.length < MOST_SHADOW_DIFFERENCES || isOther) return [...known, one];
  return withDifference(known, { ...one, liveRules: [...OTHER_RULES], shadowRules: [...OTHER_RULES] });
}

const keyOf = ({ agent, live, shadow, liveRules, shadowRules }: ShadowDifference): string =>
  JSON.stringify([agent, live, shadow, liveRules, shadowRules]);
