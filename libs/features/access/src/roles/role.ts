import { GRANTABLE_PERMISSIONS, type PermissionName } from '../permissions/permission.js';

/** A named set of permissions. The built-in ones are the same in every org and cannot be changed. */
export interface Role {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly permissions: ReadonlySet<PermissionName>;
}

export const OWNER = 'owner';

const reading = GRANTABLE_PERMISSIONS.filter((name) => name.endsWith(':read'));
const role = (name: string, title: string, description: string, permissions: readonly PermissionName[]): Role => ({
  name,
  title,
  description,
  permissions: new Set(permissions),
});

export const BUILT_IN_ROLES: readonly Role[] = [
  role(OWNER, 'Owner', 'May do everything, and is the only one who makes owners.', GRANTABLE_PERMISSIONS),
  role(
    'admin',
    'Administrator',
    'Runs the organisation: people, machines, policies. Does not rotate keys.',
    GRANTABLE_PERMISSIONS.filter((name) => name !== 'key:rotate'),
  ),
  role(
    'security-admin',
    'Security administrator',
    'Writes policies, investigates, holds the keys. Manages no people.',
    [...reading, 'policy:publish', 'machine:revoke', 'enrolment:create', 'audit:export', 'key:rotate', 'job:retry'],
  ),
  role('auditor', 'Auditor', 'Reads everything and exports evidence. Changes nothing.', [...reading, 'audit:export']),
  role(
    'developer',
    'Developer',
    'Sees the policy that applies and the organisation. For people who only work with agents.',
    ['org:read', 'policy:read'],
  ),
];

const byName = new Map(BUILT_IN_ROLES.map((each) => [each.name, each]));

export const roleNamed = (name: string): Role | undefined => byName.get(name);

/** All that these roles allow together; a name that is no role allows nothing. */
export const permissionsOfRoles = (names: readonly string[]): ReadonlySet<PermissionName> =>
  new Set(names.flatMap((name) => [...(byName.get(name)?.permissions ?? [])]));
