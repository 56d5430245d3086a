import type { Id, OrgId, PersonId } from '#kernel';

export type SessionId = Id<'Session'>;

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
}

/** A session together with what its bearer needs to be known by. */
export interface SessionBearer extends Session {
  readonly email: string;
  /** Whether she is an active member of `orgId` now. */
  readonly isMember: boolean;
}

export interface Visitor {
  readonly ip: string | null;
  readonly userAgent: string | null;
}
