import type { Session } from './session.js';

const HOUR_MS = 3_600_000;
export const IDLE_MS = 12 * HOUR_MS;
export const ABSOLUTE_MS = 7 * 24 * HOUR_MS;
/** That a session was used is written down at most once in this time. */
const NOTED_EVERY_MS = 60_000;

type Lifetime = Pick<Session, 'createdAt' | 'lastSeenAt'> & Partial<Pick<Session, 'endsAt'>>;

/** When the session ends if nobody uses it any more: never after the identity provider wants it to be over. */
export const expiryOf = ({ createdAt, lastSeenAt, endsAt }: Lifetime): Date =>
  new Date(
    Math.min(createdAt.getTime() + ABSOLUTE_MS, lastSeenAt.getTime() + IDLE_MS, endsAt?.getTime() ?? Number.MAX_VALUE),
  );

export const isLive = (session: Lifetime, now: Date): boolean => now < expiryOf(session);

export const isWorthNoting = ({ lastSeenAt }: Lifetime, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() >= NOTED_EVERY_MS;
