/** Told through the change signal when somebody enters or leaves a team, or a team is no more. `id` is the team's. */
export const TEAMS_CHANGED = 'tenancy.teams_changed';

/** Told when somebody enters or leaves a group, or a group is no more. `id` is the group's. */
export const GROUPS_CHANGED = 'tenancy.groups_changed';

/** Told when a project or its remotes change. `id` is the project's. */
export const PROJECTS_CHANGED = 'tenancy.projects_changed';
