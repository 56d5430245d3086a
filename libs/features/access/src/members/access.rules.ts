import { GRANTABLE_PERMISSIONS, TEAM_PERMISSIONS } from '../permissions/permission.js';
import type { MemberAccess, RoleWay } from './member.js';

/** Every permission that some way allows, with all ways that do. What is given for a team allows only what can be held for one. */
export const permissionsBy = (ways: readonly RoleWay[]): MemberAccess['permissions'] =>
  GRANTABLE_PERMISSIONS.toSorted()
    .map((name) => ({
      name,
      through: ways.filter(
        ({ role, team }) => role.permissions.has(name) && (team === null || TEAM_PERMISSIONS.has(name)),
      ),
    }))
    .filter(({ through }) => through.length > 0);
