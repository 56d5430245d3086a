import type { ShadowView } from './shadow-queries.js';

export interface ShadowBar {
  /** The hour or the day in UTC, as `2030-01-01 12:00` or `2030-01-01`. */
  readonly label: string;
  readonly compared: number;
  readonly stricter: number;
  readonly milder: number;
}

/** More hours than this are drawn as days. */
const MOST_HOURS = 72;
const HOUR_MS = 3_600_000;

/** One bar for each hour, or for each day of a longer time; hours without a call stand empty between them. */
export function barsOf(hours: ShadowView['hours']): readonly ShadowBar[] {
  const times = hours.map(({ hour }) => Date.parse(hour));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const isLong = (last - first) / HOUR_MS >= MOST_HOURS;
  const labelOf = (time: number): string => {
    const text = new Date(time).toISOString();
    return isLong ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
  };
  const bars = new Map<string, ShadowBar>();
  for (let time = first; time <= last; time += HOUR_MS)
    bars.set(labelOf(time), { label: labelOf(time), compared: 0, stricter: 0, milder: 0 });
  for (const { hour, compared, stricter, milder } of hours) {
    const label = labelOf(Date.parse(hour));
    const bar = bars.get(label) ?? { label, compared: 0, stricter: 0, milder: 0 };
    bars.set(label, {
      label,
      compared: bar.compared + compared,
      stricter: bar.stricter + stricter,
      milder: bar.milder + milder,
    });
  }
  return [...bars.values()];
}
