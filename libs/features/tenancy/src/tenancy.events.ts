/** Told through the change signal when somebody enters or leaves a team, or a team is no more. `id` is the team's. */
export const TEAMS_CHANGED = 'tenancy.teams_changed';
