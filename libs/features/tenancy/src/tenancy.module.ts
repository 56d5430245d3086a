import { Module } from '@nestjs/common';
import { MembershipRepository } from './memberships/membership.repository.js';
import { OrgController } from './orgs/org.controller.js';
import { OrgRepository } from './orgs/org.repository.js';
import { OrgService } from './orgs/org.service.js';

@Module({ providers: [OrgRepository, OrgService, MembershipRepository], exports: [OrgService, MembershipRepository] })
export class TenancyModule {}

@Module({ imports: [TenancyModule], controllers: [OrgController] })
export class TenancyHttpModule {}
