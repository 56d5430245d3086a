import type { Session, SessionLimits } from './session.js';

const HOUR_MS = 3_600_000;
export const IDLE_MS = 12 * HOUR_MS;
export const ABSOLUTE_MS = 7 * 24 * HOUR_MS;
/** That a session was used is written down at most once in this time. */
const NOTED_EVERY_MS = 60_000;

/** Where no org of hers says less. */
export const USUAL_LIMITS: SessionLimits = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS };

/** Before any session: whoever was let in by an identity provider that does not say when it asked her has proved nothing anew. */
const LONG_AGO = new Date(0);

/** When somebody who begins a session proved last who she is: now by a credential of her own, at an identity provider when it says so, never later than now. */
export function provedLast(provedAt: Date | null | undefined, now: Date): Date {
  const said = provedAt === undefined ? now : (provedAt ?? LONG_AGO);
  return new Date(Math.max(LONG_AGO.getTime(), Math.min(said.getTime(), now.getTime())));
}

type Lifetime = Pick<Session, 'createdAt' | 'lastSeenAt'> & Partial<Pick<Session, 'endsAt'>>;

/** When the session ends if nobody uses it any more: never after the identity provider wants it to be over. */
export const expiryOf = ({ createdAt, lastSeenAt, endsAt }: Lifetime, limits = USUAL_LIMITS): Date =>
  new Date(
    Math.min(
      createdAt.getTime() + limits.absoluteMs,
      lastSeenAt.getTime() + limits.idleMs,
      endsAt?.getTime() ?? Number.MAX_VALUE,
    ),
  );

export const isLive = (session: Lifetime, now: Date, limits = USUAL_LIMITS): boolean => now < expiryOf(session, limits);

export const isWorthNoting = ({ lastSeenAt }: Lifetime, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() >= NOTED_EVERY_MS;
