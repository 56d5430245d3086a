import { Module } from '@nestjs/common';
import { IdentityModule, WorkloadExchange } from '#features/identity';
import { TenancyModule } from '#features/tenancy';
import { Authorizer } from '#platform/http';
import { handles } from '#platform/jobs';
import { ElevationController } from './elevation/elevation.controller.js';
import { closeElevations } from './elevation/elevation.jobs.js';
import { ElevationRepository } from './elevation/elevation.repository.js';
import { ElevationRuleController } from './elevation/elevation-rule.controller.js';
import { ElevationRuleRepository } from './elevation/elevation-rule.repository.js';
import { ElevationRuleService } from './elevation/elevation-rule.service.js';
import { ElevationService } from './elevation/elevation.service.js';
import { GrantController } from './grants/grant.controller.js';
import { GrantDesk } from './grants/grant-desk.js';
import { HolderReader } from './grants/holder.reader.js';
import { GroupController } from './groups/group.controller.js';
import { GroupDesk } from './groups/group-desk.js';
import { GroupMemberReader } from './groups/group-member.reader.js';
import { InvitationController } from './invitations/invitation.controller.js';
import { InvitationService } from './invitations/invitation.service.js';
import { MeController } from './me/me.controller.js';
import { MeService } from './me/me.service.js';
import { MemberController } from './members/member.controller.js';
import { MemberReader } from './members/member.reader.js';
import { MemberService } from './members/member.service.js';
import { MemberSessionController } from './member-sessions/member-session.controller.js';
import { MemberSessionReader } from './member-sessions/member-session.reader.js';
import { MemberSessionService } from './member-sessions/member-session.service.js';
import { FurtherOrgController } from './orgs/further-org.controller.js';
import { FurtherOrgService } from './orgs/further-org.service.js';
import { RoleAuthorizer } from './permissions/authorizer.js';
import { HeldService } from './permissions/held.service.js';
import { PermissionController } from './permissions/permission.controller.js';
import { CustomRoleRepository } from './roles/custom-role.repository.js';
import { BreakGlassKeeper } from './roles/break-glass-keeper.js';
import { GrantReview } from './reviews/grant-review.js';
import { KeyReview } from './reviews/key-review.js';
import { ReviewClosing } from './reviews/review-closing.js';
import { ReviewController } from './reviews/review.controller.js';
import { ReviewDesk } from './reviews/review-desk.js';
import { ReviewEvidenceController } from './reviews/review-evidence.controller.js';
import { ReviewEvidenceDesk } from './reviews/review-evidence.js';
import { ReviewItemRepository } from './reviews/review-item.repository.js';
import { closeReviews } from './reviews/review.jobs.js';
import { ReviewKinds } from './reviews/review-kinds.js';
import { ReviewRepository } from './reviews/review.repository.js';
import { ReviewService } from './reviews/review.service.js';
import { ReviewableReader } from './reviews/reviewable.reader.js';
import { RoleDesk } from './roles/role-desk.js';
import { GroupSpeakers } from './roles/group-speakers.js';
import { RoleUses } from './roles/role-uses.js';
import { SpokenGroups } from './roles/spoken-groups.js';
import { RoleController } from './roles/role.controller.js';
import { RoleGrantRepository } from './roles/role-grant.repository.js';
import { RoleService } from './roles/role.service.js';
import { ServiceAccountController } from './service-accounts/service-account.controller.js';
import { ServiceAccountDesk } from './service-accounts/service-account-desk.js';
import { FirstRun } from './setup/first-run.js';
import { Joining } from './setup/joining.js';
import { OrgProvisioning } from './setup/org-provisioning.js';
import { SetupController } from './setup/setup.controller.js';
import { SetupDesk } from './setup/setup-desk.js';
import { SetupLinkRepository } from './setup/setup-link.repository.js';
import { SetupLinks } from './setup/setup-links.js';
import { SetupService } from './setup/setup.service.js';
import { TeamMemberController } from './team-members/team-member.controller.js';
import { TeamMemberReader } from './team-members/team-member.reader.js';
import { TeamMemberService } from './team-members/team-member.service.js';
import { SubjectTokens } from './workload-identity/subject-tokens.js';
import { TrustRuleController } from './workload-identity/trust-rule.controller.js';
import { TrustRuleDesk } from './workload-identity/trust-rule-desk.js';
import { TrustRuleRepository } from './workload-identity/trust-rule.repository.js';
import { WorkloadExchangeService } from './workload-identity/workload-exchange.service.js';

@Module({
  imports: [TenancyModule, IdentityModule],
  providers: [
    RoleGrantRepository,
    CustomRoleRepository,
    ElevationRepository,
    ElevationRuleRepository,
    ElevationRuleService,
    HeldService,
    ElevationService,
    BreakGlassKeeper,
    RoleService,
    RoleDesk,
    RoleUses,
    GroupSpeakers,
    SpokenGroups,
    SetupLinkRepository,
    SetupLinks,
    SetupService,
    SetupDesk,
    FirstRun,
    Joining,
    OrgProvisioning,
    MeService,
    MemberReader,
    MemberService,
    TeamMemberReader,
    TeamMemberService,
    ReviewKinds,
    ReviewRepository,
    ReviewItemRepository,
    ReviewableReader,
    GrantReview,
    KeyReview,
    ReviewService,
    ReviewDesk,
    ReviewClosing,
    ReviewEvidenceDesk,
    MemberSessionReader,
    MemberSessionService,
    GroupMemberReader,
    GroupDesk,
    HolderReader,
    GrantDesk,
    InvitationService,
    FurtherOrgService,
    ServiceAccountDesk,
    TrustRuleRepository,
    TrustRuleDesk,
    SubjectTokens,
    { provide: WorkloadExchange, useClass: WorkloadExchangeService },
    { provide: Authorizer, useClass: RoleAuthorizer },
  ],
  exports: [
    ElevationService,
    ElevationRuleService,
    RoleService,
    RoleDesk,
    RoleUses,
    GroupSpeakers,
    Authorizer,
    Joining,
    FirstRun,
    OrgProvisioning,
    SetupDesk,
    MeService,
    MemberService,
    TeamMemberService,
    MemberSessionService,
    ReviewKinds,
    ReviewService,
    ReviewDesk,
    ReviewClosing,
    ReviewEvidenceDesk,
    GroupDesk,
    GrantDesk,
    InvitationService,
    FurtherOrgService,
    ServiceAccountDesk,
    TrustRuleDesk,
  ],
})
export class AccessModule {}

@Module({
  imports: [AccessModule, IdentityModule],
  controllers: [
    RoleController,
    ElevationController,
    ElevationRuleController,
    PermissionController,
    SetupController,
    MeController,
    MemberController,
    TeamMemberController,
    ReviewController,
    ReviewEvidenceController,
    MemberSessionController,
    GroupController,
    GrantController,
    InvitationController,
    FurtherOrgController,
    ServiceAccountController,
    TrustRuleController,
  ],
})
export class AccessHttpModule {}

@Module({
  imports: [AccessModule],
  providers: [
    handles(closeElevations, ElevationService, (elevations, ctx) => elevations.closeOver(ctx)),
    handles(closeReviews, ReviewClosing, (closing, ctx) => closing.walk(ctx)),
  ],
})
export class AccessJobsModule {}
