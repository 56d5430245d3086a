import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';
import type { RunningElevation } from '../elevation/elevation.js';
import type { PermissionName } from '../permissions/permission.js';
import type { Role } from '../roles/role.js';

/** A person as the org sees her. */
export interface Member {
  readonly person: Person;
  readonly roles: readonly string[];
  /** Roles that she has for a while. */
  readonly elevations: readonly Pick<RunningElevation, 'role' | 'endsAt'>[];
  readonly status: MembershipStatus;
  readonly createdAt: Date;
}

/** What a member may do, and why. A suspended one may do none of it. */
export interface MemberAccess {
  readonly member: Member;
  readonly permissions: readonly {
    readonly name: PermissionName;
    /** The roles that allow it; with an end where she has the role for a while. */
    readonly through: readonly { readonly role: Role; readonly endsAt: Date | null }[];
  }[];
}
