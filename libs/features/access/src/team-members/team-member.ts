import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';

/** A person in a team. */
export interface TeamMember {
  readonly person: Person;
  readonly status: MembershipStatus;
  readonly addedAt: Date;
}
