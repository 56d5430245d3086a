import { GRANTABLE_PERMISSIONS, type PermissionName } from '../permissions/permission.js';

/** A named set of permissions. The built-in ones are the same in every org and cannot be changed. */
export interface Role {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly title: string;
  readonly description: string;
  readonly permissions: ReadonlySet<PermissionName>;
}

export const OWNER = 'owner';

const reading = GRANTABLE_PERMISSIONS.filter((name) => name.endsWith(':read'));
const role = (name: string, title: string, description: string, permissions: readonly PermissionName[]): Role => ({
  name,
  isBuiltIn: true,
  title,
  description,
  permissions: new Set(permissions),
});

export const BUILT_IN_ROLES: readonly Role[] = [
  role(OWNER, 'Owner', 'May do everything, and is the only one who makes owners.', GRANTABLE_PERMISSIONS),
  role(
    'admin',
    'Administrator',
    'Runs the organisation: people, machines, policies. Does not rotate keys, nor choose the identity provider.',
    // By a connection one can say that somebody is an owner; so it is for owners, and for whom they give it to.
    GRANTABLE_PERMISSIONS.filter((name) => name !== 'key:rotate' && name !== 'connection:manage'),
  ),
  role(
    'security-admin',
    'Security administrator',
    'Writes policies, investigates, holds the keys. Manages no people.',
    [
      ...reading,
      'elevation:request',
      'policy:draft',
      'policy:review',
      'policy:shadow',
      'policy:publish',
      'waiver:request',
      'waiver:approve',
      'machine:revoke',
      'enrolment:create',
      'audit:export',
      'key:rotate',
      'job:retry',
    ],
  ),
  role('auditor', 'Auditor', 'Reads everything and exports evidence. Changes nothing.', [
    ...reading,
    'elevation:request',
    'audit:export',
  ]),
  role(
    'developer',
    'Developer',
    'Sees the policy that applies and the organisation. For people who only work with agents.',
    ['org:read', 'policy:read', 'waiver:request', 'elevation:request'],
  ),
];
