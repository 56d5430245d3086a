import { Secret, TOTP } from 'otpauth';

const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** One step either way, for clocks that differ (RFC 6238 section 5.2). */
const WINDOW = 1;

/** A new secret, in base32 as people type it. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** What an authenticator app reads from a QR code. */
export const totpUri = (secret: string, email: string): string =>
  new TOTP({ issuer: 'Castellan', label: email, secret, period: PERIOD_SECONDS }).toString();

/** The time step that `code` belongs to; null when it is none of those around `now`. */
export function stepOfCode(secret: string, code: string, now: Date): bigint | null {
  const timestamp = now.getTime();
  const delta = new TOTP({ secret, period: PERIOD_SECONDS }).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : BigInt(Math.floor(timestamp / 1_000 / PERIOD_SECONDS) + delta);
}
