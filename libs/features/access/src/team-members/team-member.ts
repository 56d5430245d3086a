import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';

/** A person in a team. */
export interface TeamMember {
  readonly person: Pick<Person, 'id' | 'email' | 'name'>;
  readonly status: MembershipStatus;
  readonly addedAt: Date;
}
