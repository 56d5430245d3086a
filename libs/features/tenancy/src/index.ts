export {
  type Group,
  type GroupChange,
  type GroupId,
  type GroupSource,
  MOST_LOCAL_GROUPS,
  type NewGroup,
} from './groups/group.js';
export { GroupNameTaken, GroupNotByHand, GroupNotFound, GroupsTooMany } from './groups/group.errors.js';
export { GroupMemberRepository } from './groups/group-member.repository.js';
export { type GroupPage, GroupRepository } from './groups/group.repository.js';
export { type EndingScope, ScopeEnds } from './endings/scope-ends.js';
export { GroupService } from './groups/group.service.js';
export type { Membership, MembershipStatus, OrgOfPerson } from './memberships/membership.js';
export { OwnerNeeded } from './memberships/membership.errors.js';
export { MembershipRepository } from './memberships/membership.repository.js';
export { type NewOrg, type Org, ORG_SLUG } from './orgs/org.js';
export { OrgNotFound, OrgSlugTaken } from './orgs/org.errors.js';
export { orgName, orgSlug } from './orgs/org.schema.js';
export { OrgService } from './orgs/org.service.js';
export type { Project, ProjectId } from './projects/project.js';
export { ProjectNotFound } from './projects/project.errors.js';
export { ProjectRepository } from './projects/project.repository.js';
export { projectParams, type ProjectParams } from './projects/project.schema.js';
export { ProjectService } from './projects/project.service.js';
export { MOST_TEAMS_OF_PERSON, type Team, type TeamId } from './teams/team.js';
export { TeamNotFound } from './teams/team.errors.js';
export { TeamRepository } from './teams/team.repository.js';
export { teamParams, type TeamParams } from './teams/team.schema.js';
export { TeamService } from './teams/team.service.js';
export { GROUPS_CHANGED, PROJECTS_CHANGED, TEAMS_CHANGED } from './tenancy.events.js';
export { TenancyHttpModule, TenancyModule } from './tenancy.module.js';
