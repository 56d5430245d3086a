import type { Claims } from './claim-condition.js';

/** How far another clock may be from ours, either way. */
export const SKEW_SECONDS = 60;
/** A token that claims to be good for longer than this was made for something else than one run of a program. */
const LONGEST_LIFE_SECONDS = 24 * 3_600;

/** Why the token is not good at `now` by its own dates (RFC 7519 sections 4.1.4 to 4.1.6); null when it is. */
export function faultOfTimes(claims: Claims, now: Date): string | null {
  const seconds = now.getTime() / 1_000;
  const { exp, iat, nbf } = claims;
  if (!isDate(exp)) return 'it does not say when it expires (exp)';
  if (!isDate(iat)) return 'it does not say when it was issued (iat)';
  if (nbf !== undefined && !isDate(nbf)) return 'its nbf is no date';
  if (exp <= seconds - SKEW_SECONDS) return `it has expired ${ago(seconds - exp)} ago`;
  if (iat > seconds + SKEW_SECONDS) return `it is dated ${ago(iat - seconds)} from now`;
  if (nbf !== undefined && nbf > seconds + SKEW_SECONDS) return `it is not good before ${ago(nbf - seconds)} from now`;
  return exp - iat > LONGEST_LIFE_SECONDS ? 'it is good for longer than a day' : null;
}

const isDate = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const ago = (seconds: number): string =>
  seconds < 120 ? `${Math.ceil(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;

/** Why the token is not for `audience` and for nobody else (RFC 7519 section 4.1.3); null when it is. */
export function faultOfAudience({ aud }: Claims, audience: string): string | null {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!named.includes(audience)) return 'it is for another audience (aud)';
  return named.length > 1 ? 'it is for others too (aud): whoever else has it could use it here' : null;
}
