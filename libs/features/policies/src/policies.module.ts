import { Module } from '@nestjs/common';
import { TenancyModule } from '#features/tenancy';
import { handles } from '#platform/jobs';
import { BundleKeyController } from './bundle-keys/bundle-key.controller.js';
import { tendAllBundleKeys, tendBundleKeys } from './bundle-keys/bundle-key.jobs.js';
import { BundleKeyRepository } from './bundle-keys/bundle-key.repository.js';
import { BundleKeyService } from './bundle-keys/bundle-key.service.js';
import { BundleKeyRounds } from './bundle-keys/bundle-key-rounds.service.js';
import { BundleKeyRecord } from './bundle-keys/bundle-key-record.js';
import { BundleKeySafe } from './bundle-keys/bundle-key-safe.js';
import { BundleRoute } from './bundles/bundle.route.js';
import { BundleService } from './bundles/bundle.service.js';
import { Issuer } from './bundles/issuer.js';
import { MachineOwners } from './bundles/machine-owners.js';
import { PolicyResolver } from './bundles/policy-resolver.js';
import { DraftController } from './drafts/draft.controller.js';
import { DraftPublication } from './drafts/draft-publication.service.js';
import { DraftReader } from './drafts/draft.reader.js';
import { DraftRepository } from './drafts/draft.repository.js';
import { DraftService } from './drafts/draft.service.js';
import { DraftDesk } from './drafts/draft-desk.js';
import { DraftSeals } from './drafts/draft-seals.js';
import { RemarkRepository } from './drafts/remark.repository.js';
import { ReviewController } from './drafts/review.controller.js';
import { ReviewService } from './drafts/review.service.js';
import { ReviewGate } from './drafts/review-gate.js';
import { ReviewRuleController } from './drafts/review-rule.controller.js';
import { ReviewRuleRepository } from './drafts/review-rule.repository.js';
import { ReviewRuleService } from './drafts/review-rule.service.js';
import { AppliedPolicyController } from './applied/applied-policy.controller.js';
import { AppliedPolicyService } from './applied/applied-policy.service.js';
import { LayerReader } from './layers/layer.reader.js';
import { LayerController } from './scopes/layer.controller.js';
import { LayerDesk } from './scopes/layer-desk.js';
import { LayerEnds } from './scopes/layer-ends.js';
import { WaiverController } from './waivers/waiver.controller.js';
import { closeWaivers, endWaiver } from './waivers/waiver.jobs.js';
import { WaiverEnds } from './waivers/waiver-ends.service.js';
import { WaiverPersonReader } from './waivers/waiver-person.reader.js';
import { WaiverRecord } from './waivers/waiver-record.js';
import { WaiverRepository } from './waivers/waiver.repository.js';
import { FactSeals } from './seals/fact-seals.js';
import { WaiverSeals } from './waivers/waiver-seals.js';
import { WaiverService } from './waivers/waiver.service.js';
import { WaiverSubjects } from './waivers/waiver-subjects.js';
import { ScopeKeeper } from './scopes/scope-keeper.js';
import { ShadowController } from './shadow/shadow.controller.js';
import { closeShadows, endShadow } from './shadow/shadow.jobs.js';
import { ShadowEnds } from './shadow/shadow-ends.service.js';
import { ShadowIssues } from './shadow/shadow-issue.service.js';
import { ShadowReader } from './shadow/shadow.reader.js';
import { ShadowRecord } from './shadow/shadow-record.js';
import { ShadowReportController } from './shadow/shadow-report.controller.js';
import { ShadowReportRepository } from './shadow/shadow-report.repository.js';
import { ShadowRepository } from './shadow/shadow.repository.js';
import { ShadowResultService } from './shadow/shadow-result.service.js';
import { ShadowRoute } from './shadow/shadow.route.js';
import { ShadowSeals } from './shadow/shadow-seals.js';
import { ShadowService } from './shadow/shadow.service.js';
import { PolicySeals } from './versions/policy-seals.js';
import { Publication } from './versions/publication.js';
import { VersionController } from './versions/version.controller.js';
import { VersionReader } from './versions/version.reader.js';
import { VersionRepository } from './versions/version.repository.js';
import { VersionService } from './versions/version.service.js';

@Module({
  imports: [TenancyModule],
  providers: [
    FactSeals,
    DraftSeals,
    ReviewRuleRepository,
    ReviewGate,
    ScopeKeeper,
    LayerReader,
    WaiverSeals,
    WaiverRepository,
    WaiverPersonReader,
    WaiverSubjects,
    WaiverRecord,
    WaiverEnds,
    WaiverService,
    LayerDesk,
    LayerEnds,
    AppliedPolicyService,
    MachineOwners,
    PolicySeals,
    VersionRepository,
    VersionReader,
    Publication,
    VersionService,
    BundleKeyRepository,
    BundleKeySafe,
    BundleKeyRecord,
    BundleKeyService,
    PolicyResolver,
    Issuer,
    BundleService,
    ReviewRuleService,
    DraftRepository,
    DraftReader,
    RemarkRepository,
    DraftDesk,
    DraftService,
    ReviewService,
    ShadowSeals,
    ShadowRepository,
    ShadowRecord,
    DraftPublication,
    ShadowReader,
    ShadowReportRepository,
    ShadowEnds,
    ShadowService,
    ShadowResultService,
    ShadowIssues,
  ],
  exports: [
    VersionService,
    BundleKeyService,
    BundleService,
    PolicyResolver,
    MachineOwners,
    LayerDesk,
    AppliedPolicyService,
    WaiverService,
    WaiverEnds,
    ReviewRuleService,
    DraftService,
    ReviewService,
    DraftPublication,
    ShadowService,
    ShadowEnds,
    ShadowResultService,
    ShadowIssues,
  ],
})
export class PoliciesModule {}

@Module({
  imports: [PoliciesModule],
  controllers: [
    VersionController,
    LayerController,
    AppliedPolicyController,
    WaiverController,
    BundleKeyController,
    DraftController,
    ReviewController,
    ReviewRuleController,
    ShadowController,
    ShadowReportController,
  ],
  providers: [BundleRoute, ShadowRoute],
})
export class PoliciesHttpModule {}

@Module({
  imports: [PoliciesModule, TenancyModule],
  providers: [
    BundleKeyRounds,
    handles(tendAllBundleKeys, BundleKeyRounds, (rounds, ctx) => rounds.begin(ctx)),
    handles(endWaiver, WaiverEnds, (ends, ctx, { id }) => ends.end(ctx, id)),
    handles(closeWaivers, WaiverEnds, (ends, ctx) => ends.endOver(ctx)),
    handles(endShadow, ShadowEnds, (ends, ctx, { id }) => ends.end(ctx, id)),
    handles(closeShadows, ShadowEnds, (ends, ctx) => ends.endOver(ctx)),
    handles(tendBundleKeys, BundleKeyService, (keys, ctx) => keys.tend(ctx)),
  ],
})
export class PoliciesJobsModule {}
