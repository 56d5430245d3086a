import type { Id, OrgId } from '#kernel';

export type TeamId = Id<'Team'>;

/** People of an org who are governed together: a policy can speak to them. A person may be in several. */
export interface Team {
  readonly orgId: OrgId;
  readonly id: TeamId;
  /** Unique in its org, whatever its case. */
  readonly name: string;
  readonly description: string;
  readonly members: number;
  readonly createdAt: Date;
}

export type TeamWords = Pick<Team, 'name' | 'description'>;

export const MOST_TEAMS = 1_000;
/** Each may bring a layer of policy, and the policy of one machine is made of no more than these. */
export const MOST_TEAMS_OF_PERSON = 50;
