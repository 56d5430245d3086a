/**
 * The catalogue: everything that may be done in an org, as `resource:action`, with what it means for the person who gives it.
 * Every handler names one of these; a test walks the routes.
 */
export const PERMISSIONS = {
  'org:read': 'See the organisation',
  'org:update': 'Change the organisation’s settings',
  'member:read': 'See who belongs to the organisation',
  'member:invite': 'Invite people',
  'member:update': 'Suspend members',
  'session:read': 'See where members are signed in',
  'session:end': 'Sign members out',
  'team:read': 'See teams and who is in them',
  'team:manage': 'Make teams, and say who is in them',
  'group:manage': 'Make groups, and say who is in them',
  'project:read': 'See projects and their git remotes',
  'project:manage': 'Make projects, and say which git remotes are theirs',
  'role:read': 'See roles and who has them',
  'role:update': 'Make roles, give and take them',
  'review:read': 'See access reviews',
  'review:manage': 'Begin and close access reviews',
  'elevation:request': 'Ask for a role for a while',
  'connection:read': 'See how people sign in: connections, domains, the sign-in policy',
  'connection:manage': 'Set up connections to identity providers, domains and the sign-in policy',
  'service_account:read': 'See service accounts and their keys',
  'service_account:manage': 'Make service accounts, change their roles, make and revoke their keys',
  'directory:read': 'See directories, what they brought and what they asked for',
  'directory:manage': 'Make directories and their tokens, and try again what they were refused',
  'policy:read': 'Read policies and their history',
  'policy:draft': 'Write drafts of policies and talk about them',
  'policy:review': 'Approve drafts of policies that others wrote, and send them back',
  'policy:shadow': 'Try drafts of policies on machines beside the live one',
  'policy:publish': 'Publish policies and roll back',
  'waiver:read': 'See exceptions from the policy',
  'waiver:request': 'Ask for an exception from the policy',
  'waiver:approve': 'Approve and end exceptions from the policy, those from what is locked too',
  'machine:read': 'See the fleet',
  'machine:revoke': 'Take machines out of the fleet',
  'enrolment:read': 'See enrolment tokens',
  'enrolment:create': 'Make and end enrolment tokens',
  'audit:read': 'Read the evidence, its encrypted content too',
  'audit:export': 'Export the evidence',
  'key:read': 'See the organisation’s keys',
  'key:rotate': 'Rotate the organisation’s keys',
  'job:read': 'See jobs that failed',
  'job:retry': 'Try failed jobs again',
  'machine:sync': 'Fetch the policy and report, as a machine does',
  'event:append': 'Send evidence, as a machine does',
} as const;

export type PermissionName = keyof typeof PERMISSIONS;

/** What a machine may do, and all that it may do. */
export const MACHINE_PERMISSIONS: ReadonlySet<PermissionName> = new Set(['machine:sync', 'event:append']);

const MACHINES_ALONE: ReadonlySet<string> = MACHINE_PERMISSIONS;

/** By these one gives others access: no key that is limited to certain permissions holds them, or its limits would be none. */
export const DELEGATING_PERMISSIONS: ReadonlySet<PermissionName> = new Set([
  'member:invite',
  'role:update',
  'group:manage',
  'service_account:manage',
  // Whoever holds the identity provider says who somebody is.
  'connection:manage',
  // Whoever holds a directory says who is in which group.
  'directory:manage',
]);

/**
 * What can be held for one team: to see the team and its people, their machines and their evidence, to keep the team's words and take people
 * out of it, to write, review and publish the team's own layer of the policy, and to take their machines out of the fleet. All else is the org's: a role that was given for a team allows nothing of it.
 */
export const TEAM_PERMISSIONS: ReadonlySet<PermissionName> = new Set([
  'member:read',
  'team:read',
  'team:manage',
  'machine:read',
  'policy:read',
  'policy:draft',
  'policy:review',
  'policy:publish',
  'machine:revoke',
  'audit:read',
]);

/** What people and service accounts can be given. */
export const GRANTABLE_PERMISSIONS = (Object.keys(PERMISSIONS) as PermissionName[]).filter(
  (name) => !MACHINES_ALONE.has(name),
);
