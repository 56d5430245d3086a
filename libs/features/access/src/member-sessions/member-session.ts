import type { SessionId } from '#features/identity';
import type { PersonId } from '#kernel';

/** A session of a member, as her org sees it. */
export interface MemberSession {
  readonly id: SessionId;
  readonly person: { readonly id: PersonId; readonly email: string; readonly name: string };
  /** Whether she acts in another of her orgs just now: then where from is none of this org's business. */
  readonly isElsewhere: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly amr: readonly string[];
}
