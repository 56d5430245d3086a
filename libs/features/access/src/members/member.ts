import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';

/** A person as the org sees her. */
export interface Member {
  readonly person: Person;
  readonly roles: readonly string[];
  readonly status: MembershipStatus;
  readonly createdAt: Date;
}
