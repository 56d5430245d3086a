import { plural } from './text.js';

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'long' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What is to come is counted in units small enough to plan by: a key that ends in 47 hours does not end "tomorrow". */
const UNITS_AHEAD: readonly (readonly [Intl.RelativeTimeFormatUnit, number, least: number])[] = [
  ['year', 31_536_000, 47_304_000],
  ['month', 2_629_800, 7_776_000],
  ['day', 86_400, 172_000],
  ['hour', 3_600, 5_400],
  ['minute', 60, 60],
];
const ahead = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always', style: 'long' });
/** The clocks of a browser and a server agree to some seconds: what just happened there may be still to come here. */
const CLOCKS_DIFFER_S = 10;

/** `3 minutes ago`, `in 2 hours`; under a minute: `just now` and `in a moment`. */
export function relativeTo(now: Date, at: string): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1_000;
  if (seconds > 0) {
    const unit = UNITS_AHEAD.find(([, , least]) => seconds >= least);
    if (unit !== undefined) return ahead.format(Math.round(seconds / unit[1]), unit[0]);
    return seconds < CLOCKS_DIFFER_S ? 'just now' : 'in a moment';
  }
  const unit = UNITS.find(([, size]) => -seconds >= size);
  return unit === undefined ? 'just now' : relative.format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** `45 minutes`, `1 hour`, `90 minutes`, `24 hours`. */
export const minutesInWords = (minutes: number): string =>
  minutes % 60 === 0 ? plural(minutes / 60, 'hour') : plural(minutes, 'minute');

export const exactly = (at: string): string => exact.format(new Date(at));
export const dayOf = (at: string): string => day.format(new Date(at));
export const clockOf = (at: string): string => clock.format(new Date(at));
export const dayAndClockOf = (at: string): string => dayAndClock.format(new Date(at)).replace(',', '');

/** How long from one time to another: `48 s`, `12 min`, `2 h 5 min`. */
export function durationBetween(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1_000));
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const rest = minutes % 60;
  return `${String(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${String(rest)} min`}`;
}
