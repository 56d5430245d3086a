import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';
import type { PermissionName } from '../permissions/permission.js';
import type { Role } from '../roles/role.js';

/** A person as the org sees her. */
export interface Member {
  readonly person: Person;
  readonly roles: readonly string[];
  readonly status: MembershipStatus;
  readonly createdAt: Date;
}

/** What a member may do, and why. A suspended one may do none of it. */
export interface MemberAccess {
  readonly member: Member;
  readonly permissions: readonly { readonly name: PermissionName; readonly through: readonly Role[] }[];
}
