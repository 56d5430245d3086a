import type { JsonObject } from '../connections/connection.js';

const MINUTE_MS = 60_000;
/** Each sign-in is asked about this often. */
const ASKED_EVERY_MS = 55 * MINUTE_MS;

/** A refresh token that came with a sign-in, as it is kept. */
export interface WatchedSession {
  readonly keep: JsonObject | null;
  readonly createdAt: Date;
}

export interface RefreshWatch {
  readonly refreshToken: string;
  /** When the provider was asked last, or gave the token. */
  readonly askedAt: Date;
  /**
   * Until when the token is good; null where the provider does not say, and for one that outlasts the session there. A token with an end goes with the
   * session at the provider: each use of it keeps that session awake.
   */
  readonly until: Date | null;
}

/** How long a refresh token is good. Not of the standard, but of Keycloak and others, where 0 says that it has no end. */
export function refreshSecondsIn(answer: Readonly<Record<string, unknown>>): number | null {
  const seconds = answer['refresh_expires_in'];
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

export function watchOf({ keep, createdAt }: WatchedSession): RefreshWatch | null {
  const refreshToken = keep?.['refreshToken'];
  if (typeof refreshToken !== 'string') return null;
  const told = keep?.['askedAt'];
  const askedAt = typeof told === 'string' ? new Date(told) : createdAt;
  const seconds = keep?.['refreshSeconds'];
  const until = typeof seconds === 'number' ? new Date(askedAt.getTime() + seconds * 1_000) : null;
  return { refreshToken, askedAt, until };
}

/** Whether to ask now. A token that has lapsed by itself is not asked about: that it is refused says nothing of the account. */
export function isDue({ askedAt, until }: RefreshWatch, now: Date): boolean {
  const since = now.getTime() - askedAt.getTime();
  if (until === null) return since >= ASKED_EVERY_MS;
  // A third of its life leaves a second try, should a quarter of an hour pass until somebody asks again.
  return now < until && since >= Math.min(ASKED_EVERY_MS, (until.getTime() - askedAt.getTime()) / 3);
}
