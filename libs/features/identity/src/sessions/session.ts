import type { Id, OrgId, PersonId } from '#kernel';

export type SessionId = Id<'Session'>;

/** What a session was begun through, and the only org that it can act in. */
export interface SessionBinding {
  readonly orgId: OrgId;
  readonly connectionId: string;
  /** The sign-in at the identity provider that it came of. */
  readonly federatedSessionId: string;
}

/** Sessions that came of sign-ins at an identity provider: of certain ones, or all that came through a connection (of one person). */
export type BoundSessions =
  { readonly federatedSessionIds: readonly string[] } | { readonly connectionId: string; readonly personId?: PersonId };

/** A person signed in at the console, from one browser. */
export interface Session {
  readonly id: SessionId;
  readonly personId: PersonId;
  /** The org that she acts in now. */
  readonly orgId: OrgId | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Null for one begun by a credential of her own. */
  readonly binding: SessionBinding | null;
  /** When the identity provider wants it to be over. */
  readonly endsAt: Date | null;
  /** When she proved last who she is, and how (RFC 8176). */
  readonly authenticatedAt: Date;
  readonly amr: readonly string[];
}

/** How long a session lasts: unused, and at all. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** A session together with what its bearer needs to be known by. */
export interface SessionBearer extends Session {
  readonly email: string;
  /** Whether she is an active member of `orgId` now, and came in as that org wants it. */
  readonly isMember: boolean;
  /** The shortest of all her orgs. */
  readonly limits: SessionLimits;
  /** How long a proof counts as fresh in the org that she acts in, and for what it wants one beside what always does. */
  readonly proofMs: number;
  readonly freshFor: readonly string[];
}

export interface Visitor {
  readonly ip: string | null;
  readonly userAgent: string | null;
}
