import type { PermissionName } from '../permissions/permission.js';
import { OWNER, type Role } from './role.js';

/** Nobody gives, or takes, what she does not have herself; owners are made and unmade by owners alone. */
export function mayHandle(
  role: Pick<Role, 'name' | 'permissions'>,
  held: { roles: readonly string[]; permissions: ReadonlySet<PermissionName> },
): boolean {
  if (role.name === OWNER) return held.roles.includes(OWNER);
  return [...role.permissions].every((permission) => held.permissions.has(permission));
}

/** Whether the org would be without an owner after `changing` has lost the role. */
export const wouldBeOwnerless = (owners: readonly string[], changing: string): boolean =>
  owners.every((owner) => owner === changing);
