import { BundleKeyService, BundleService, MachineOwners, PolicyResolver, VersionService } from '#features/policies';
import {
  GroupMemberRepository,
  GroupRepository,
  GroupService,
  ProjectRepository,
  ProjectService,
  ScopeEnds,
  TeamRepository,
  TeamService,
} from '#features/tenancy';
import { Clock, newId, type OrgId, type RequestContext } from '#kernel';
import type { ChangeSignal } from '#platform/database';
import { Outbox } from '#platform/jobs';
import { Ledger, Trail } from '#platform/trail';
import { InstallationSealer } from '#platform/vault';
import { BundleKeyRepository } from '../../libs/features/policies/src/bundle-keys/bundle-key.repository.js';
import { BundleKeyRecord } from '../../libs/features/policies/src/bundle-keys/bundle-key-record.js';
import { BundleKeySafe } from '../../libs/features/policies/src/bundle-keys/bundle-key-safe.js';
import { Issuer } from '../../libs/features/policies/src/bundles/issuer.js';
import { DraftPublication } from '../../libs/features/policies/src/drafts/draft-publication.service.js';
import { DraftReader } from '../../libs/features/policies/src/drafts/draft.reader.js';
import { DraftRepository } from '../../libs/features/policies/src/drafts/draft.repository.js';
import { DraftService } from '../../libs/features/policies/src/drafts/draft.service.js';
import { DraftDesk } from '../../libs/features/policies/src/drafts/draft-desk.js';
import { DraftSeals } from '../../libs/features/policies/src/drafts/draft-seals.js';
import { RemarkRepository } from '../../libs/features/policies/src/drafts/remark.repository.js';
import { ReviewService } from '../../libs/features/policies/src/drafts/review.service.js';
import { ReviewGate } from '../../libs/features/policies/src/drafts/review-gate.js';
import { ReviewRuleRepository } from '../../libs/features/policies/src/drafts/review-rule.repository.js';
import { ReviewRuleService } from '../../libs/features/policies/src/drafts/review-rule.service.js';
import { AppliedPolicyService } from '../../libs/features/policies/src/applied/applied-policy.service.js';
import { FactSeals } from '../../libs/features/policies/src/seals/fact-seals.js';
import { LayerDesk } from '../../libs/features/policies/src/scopes/layer-desk.js';
import { LayerEnds } from '../../libs/features/policies/src/scopes/layer-ends.js';
import { WaiverEnds } from '../../libs/features/policies/src/waivers/waiver-ends.service.js';
import { WaiverRecord } from '../../libs/features/policies/src/waivers/waiver-record.js';
import { WaiverPersonReader } from '../../libs/features/policies/src/waivers/waiver-person.reader.js';
import { WaiverRepository } from '../../libs/features/policies/src/waivers/waiver.repository.js';
import { WaiverSeals } from '../../libs/features/policies/src/waivers/waiver-seals.js';
import { WaiverService } from '../../libs/features/policies/src/waivers/waiver.service.js';
import { WaiverSubjects } from '../../libs/features/policies/src/waivers/waiver-subjects.js';
import { LayerReader } from '../../libs/features/policies/src/layers/layer.reader.js';
import { ScopeKeeper } from '../../libs/features/policies/src/scopes/scope-keeper.js';
import { MachineOwner } from '../../libs/features/fleet/src/machines/machine-owner.js';
import { MachineRepository } from '../../libs/features/fleet/src/machines/machine.repository.js';
import { ShadowEnds } from '../../libs/features/policies/src/shadow/shadow-ends.service.js';
import { ShadowRecord } from '../../libs/features/policies/src/shadow/shadow-record.js';
import { ShadowRepository } from '../../libs/features/policies/src/shadow/shadow.repository.js';
import { ShadowSeals } from '../../libs/features/policies/src/shadow/shadow-seals.js';
import { ShadowService } from '../../libs/features/policies/src/shadow/shadow.service.js';
import { ShadowIssues } from '../../libs/features/policies/src/shadow/shadow-issue.service.js';
import { ShadowReader } from '../../libs/features/policies/src/shadow/shadow.reader.js';
import { ShadowReportRepository } from '../../libs/features/policies/src/shadow/shadow-report.repository.js';
import { ShadowResultService } from '../../libs/features/policies/src/shadow/shadow-result.service.js';
import { PolicySeals } from '../../libs/features/policies/src/versions/policy-seals.js';
import { Publication } from '../../libs/features/policies/src/versions/publication.js';
import { VersionReader } from '../../libs/features/policies/src/versions/version.reader.js';
import { VersionRepository } from '../../libs/features/policies/src/versions/version.repository.js';
import type { TestDatabase } from './test-database.js';

/** A clock that a test sets. */
export class HandClock extends Clock {
  constructor(public time = new Date('2030-01-01T00:10:00Z')) {
    super();
  }

  override now(): Date {
    return this.time;
  }
}

const AUTHOR = { kind: 'person', id: newId<'Person'>(new Date(0)), label: 'ada@example.com' } as const;

/** The policy river of one process over a test database: what Nest puts together in the product. */
export interface PolicyRiver {
  readonly versions: VersionService;
  readonly drafts: DraftService;
  readonly reviews: ReviewService;
  readonly draftEnds: DraftPublication;
  readonly shadows: ShadowService;
  readonly shadowEnds: ShadowEnds;
  readonly shadowIssues: ShadowIssues;
  readonly shadowResults: ShadowResultService;
  readonly reviewRule: ReviewRuleService;
  readonly keys: BundleKeyService;
  readonly bundles: BundleService;
  readonly resolver: PolicyResolver;
  readonly waivers: WaiverService;
  readonly waiverEnds: WaiverEnds;
  readonly layerDesk: LayerDesk;
  readonly applied: AppliedPolicyService;
  readonly scopes: ScopeKeeper;
  readonly teams: TeamService;
  readonly groups: GroupService;
  readonly projects: ProjectService;
  readonly trail: Trail;
  readonly ledger: Ledger;
  readonly sealer: InstallationSealer;
  readonly clock: HandClock;
  /** Publishes `text` on top of whatever stands. */
  publish(orgId: OrgId, text: string): Promise<number>;
}

export function openPolicyRiver(
  database: Pick<TestDatabase, 'db' | 'hot' | 'system' | 'signal'>,
  clock = new HandClock(),
  signal: ChangeSignal = database.signal,
): PolicyRiver {
  const sealer = new InstallationSealer(new Uint8Array(32).fill(9));
  const seals = new FactSeals(sealer);
  const ledger = new Ledger(sealer, signal, clock);
  const trail = new Trail(ledger);
  const repository = new VersionRepository(new PolicySeals(seals));
  const keys = new BundleKeyService(
    database.db,
    new BundleKeyRepository(),
    new BundleKeySafe(sealer),
    new BundleKeyRecord(signal, trail),
  );
  const draftSeals = new DraftSeals(seals);
  const reviewRules = new ReviewRuleRepository(draftSeals);
  const gate = new ReviewGate(reviewRules, trail);
  const publication = new Publication(keys, signal, trail, gate);
  const remarks = new RemarkRepository();
  const draftRows = new DraftRepository(draftSeals);
  const desk = new DraftDesk(draftRows, remarks, trail);
  const layers = new LayerReader();
  const waiverRows = new WaiverRepository(new WaiverSeals(seals));
  const resolver = new PolicyResolver(repository, layers, waiverRows);
  const ends = new ScopeEnds();
  new LayerEnds(repository, publication, ends);
  const teams = new TeamService(database.db, new TeamRepository(), signal, trail, ends);
  const groups = new GroupService(new GroupRepository(), new GroupMemberRepository(), signal, ends);
  const projects = new ProjectService(database.db, new ProjectRepository(), teams, signal, trail, ends);
  const scopes = new ScopeKeeper(teams, groups, projects);
  const versions = new VersionService(database.db, repository, new VersionReader(), publication, scopes, resolver);
  const waiverSubjects = new WaiverSubjects(database.system, new WaiverPersonReader(), scopes, projects);
  const outbox = new Outbox(signal, clock);
  const waiverRecord = new WaiverRecord(trail);
  const waiverEnds = new WaiverEnds(database.db, database.system, waiverRows, waiverRecord, outbox);
  const waivers = new WaiverService(database.db, waiverRows, waiverSubjects, resolver, waiverRecord, waiverEnds);
  const owners = new MachineOwners();
  owners.fill(new MachineOwner(new MachineRepository(), owners));
  const shadowRows = new ShadowRepository(new ShadowSeals(seals));
  const shadowRecord = new ShadowRecord(shadowRows, signal, trail);
  const shadowEnds = new ShadowEnds(database.db, database.system, shadowRows, shadowRecord, outbox);
  const issuer = new Issuer(database.db, resolver, keys, layers, owners);
  const bundles = new BundleService(issuer, clock, signal);
  return {
    versions,
    drafts: new DraftService(database.db, draftRows, new DraftReader(), repository, desk, scopes, resolver),
    reviews: new ReviewService(database.db, desk, remarks),
    draftEnds: new DraftPublication(database.db, desk, versions, gate, shadowRecord),
    shadowIssues: new ShadowIssues(database.db, database.hot, shadowRows, issuer, clock, signal),
    shadowResults: new ShadowResultService(
      database.db,
      database.hot,
      shadowRows,
      new ShadowReportRepository(),
      new ShadowReader(),
    ),
    shadows: new ShadowService(
      database.db,
      shadowRows,
      desk,
      repository,
      groups,
      shadowRecord,
      scopes,
      resolver,
      shadowEnds,
    ),
    shadowEnds,
    reviewRule: new ReviewRuleService(database.db, reviewRules, trail),
    keys,
    bundles,
    resolver,
    waivers,
    waiverEnds,
    layerDesk: new LayerDesk(database.db, repository, layers, scopes, resolver),
    applied: new AppliedPolicyService(database.db, resolver, layers, owners, projects),
    scopes,
    teams,
    groups,
    projects,
    trail,
    ledger,
    sealer,
    clock,
    async publish(orgId, text) {
      const ctx: RequestContext = { orgId, principal: AUTHOR, requestId: newId(clock.now()), now: clock.now() };
      const draft = { text, format: 'yaml', reason: 'a test says so', basedOn: 'whatever-stands' } as const;
      const { number } = await versions.publish(ctx, draft);
      return number;
    },
  };
}
