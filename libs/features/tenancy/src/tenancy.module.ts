import { Module } from '@nestjs/common';
import { ScopeEnds } from './endings/scope-ends.js';
import { GroupMemberRepository } from './groups/group-member.repository.js';
import { GroupRepository } from './groups/group.repository.js';
import { GroupService } from './groups/group.service.js';
import { MembershipRepository } from './memberships/membership.repository.js';
import { OrgController } from './orgs/org.controller.js';
import { OrgRepository } from './orgs/org.repository.js';
import { OrgService } from './orgs/org.service.js';
import { ProjectController } from './projects/project.controller.js';
import { ProjectRepository } from './projects/project.repository.js';
import { ProjectService } from './projects/project.service.js';
import { TeamController } from './teams/team.controller.js';
import { TeamRepository } from './teams/team.repository.js';
import { TeamService } from './teams/team.service.js';

const PROVIDERS = [
  ScopeEnds,
  OrgService,
  MembershipRepository,
  TeamRepository,
  TeamService,
  GroupRepository,
  GroupMemberRepository,
  GroupService,
  ProjectRepository,
  ProjectService,
];

@Module({ providers: [OrgRepository, ...PROVIDERS], exports: PROVIDERS })
export class TenancyModule {}

@Module({ imports: [TenancyModule], controllers: [OrgController, TeamController, ProjectController] })
export class TenancyHttpModule {}
