import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';
import type { RunningElevation } from '../elevation/elevation.js';
import type { PermissionName } from '../permissions/permission.js';
import type { Role } from '../roles/role.js';
import type { HeldRole } from '../roles/role-grant.js';

/** A person as the org sees her. */
export interface Member {
  readonly person: Person;
  /** Those that she was given herself, for the whole org. */
  readonly roles: readonly string[];
  /** Roles that she has for a while. */
  readonly elevations: readonly Pick<RunningElevation, 'role' | 'endsAt'>[];
  readonly status: MembershipStatus;
  readonly createdAt: Date;
}

/** One way by which she has a role: given to her, through a group, for one team, or for a while. */
export interface RoleWay extends Omit<HeldRole, 'role'> {
  readonly role: Role;
  /** With an end where she has the role for a while. */
  readonly endsAt: Date | null;
}

/** What a member may do, and why. A suspended one may do none of it. */
export interface MemberAccess {
  readonly member: Member;
  readonly ways: readonly RoleWay[];
  readonly permissions: readonly {
    readonly name: PermissionName;
    /** The ways that allow it. Where each is for a team, she may do it there alone. */
    readonly through: readonly RoleWay[];
  }[];
}
