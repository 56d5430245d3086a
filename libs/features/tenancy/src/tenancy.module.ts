import { Module } from '@nestjs/common';
import { MembershipRepository } from './memberships/membership.repository.js';
import { OrgController } from './orgs/org.controller.js';
import { OrgRepository } from './orgs/org.repository.js';
import { OrgService } from './orgs/org.service.js';
import { TeamController } from './teams/team.controller.js';
import { TeamRepository } from './teams/team.repository.js';
import { TeamService } from './teams/team.service.js';

@Module({
  providers: [OrgRepository, OrgService, MembershipRepository, TeamRepository, TeamService],
  exports: [OrgService, MembershipRepository, TeamRepository, TeamService],
})
export class TenancyModule {}

@Module({ imports: [TenancyModule], controllers: [OrgController, TeamController] })
export class TenancyHttpModule {}
