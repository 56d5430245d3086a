const MAX_SKEW_MS = 5 * 60_000;

export interface ClockView {
  readonly now: Date;
  /** How far the provider's clock may stand off, in milliseconds; more than five minutes counts as five. */
  readonly skewMs: number;
}

export const bounded = (skewMs: number): number => Math.min(Math.max(skewMs, 0), MAX_SKEW_MS);

/** SAML core 1.3.3: a time is in UTC and says so. What is no such time is NaN, which no comparison passes. */
export function instant(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/u.test(text) ? Date.parse(text) : Number.NaN;
}

/** No end is no end. SAML core 2.5.1.2: NotOnOrAfter is exclusive. */
export const isBefore = (end: string | undefined, { now, skewMs }: ClockView): boolean =>
  end === undefined || now.getTime() - bounded(skewMs) < instant(end);
