import { Injectable } from '@nestjs/common';
import { failedTests, parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import type { PublicationRight } from '../drafts/review-rule.js';
import { type Change, changesBetween } from './document-diff.js';
import { Publication } from './publication.js';
import type {
  CheckedPolicy,
  PolicyDraft,
  PolicyFormat,
  PolicyHead,
  PolicyVersion,
  PolicyVersionSummary,
} from './version.js';
import { PolicyNone, PolicyVersionNotFound } from './version.errors.js';
import { VersionReader } from './version.reader.js';
import { VersionRepository } from './version.repository.js';
import { checkBasis, checkedPolicy, nextHead, nextVersion, publishablePolicy } from './version.rules.js';

export interface PolicyComparison {
  readonly from: PolicyVersion;
  readonly to: PolicyVersion;
  readonly changes: readonly Change[];
}

interface Appended {
  readonly policy: CheckedPolicy;
  readonly reason: string;
  readonly rollbackOf: number | null;
  readonly right: PublicationRight;
}

/** The versions of an org's policy: looking at them, and publishing. */
@Injectable()
export class VersionService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly versions: VersionRepository,
    private readonly history: VersionReader,
    private readonly publication: Publication,
  ) {}

  /** What is wrong with a text, which of its tests fail, and what is merely doubtful. Publishes nothing. */
  validate(ctx: RequestContext, text: string, format: PolicyFormat): readonly PolicyIssue[] {
    const read = parsePolicy(text, format);
    return read.ok ? [...failedTests(read, ctx.now), ...read.warnings] : read.issues;
  }

  /** @throws PolicyNone, PolicyTampered */
  current(ctx: RequestContext): Promise<PolicyVersion> {
    return this.db.within(ctx, (tx) => this.currentIn(tx, ctx));
  }

  /** @throws PolicyVersionNotFound, PolicyTampered */
  get(ctx: RequestContext, number: number): Promise<PolicyVersion> {
    return this.db.within(ctx, (tx) => this.foundIn(tx, ctx, number));
  }

  /** Newest first; `before` is a version number, exclusive. */
  list(ctx: RequestContext, page: { before: number | null; limit: number }): Promise<readonly PolicyVersionSummary[]> {
    return this.db.within(ctx, (tx) => this.history.page(tx, ctx, page));
  }

  /** @throws PolicyVersionNotFound, PolicyTampered */
  compare(ctx: RequestContext, numbers: { from: number; to: number }): Promise<PolicyComparison> {
    return this.db.within(ctx, async (tx) => {
      const from = await this.foundIn(tx, ctx, numbers.from);
      const to = await this.foundIn(tx, ctx, numbers.to);
      return { from, to, changes: changesBetween(JSON.parse(from.document), JSON.parse(to.document)) };
    });
  }

  /**
   * Publishes a draft as the next version: machines obey it from the commit on.
   * @throws PolicyInvalid for faults and for tests that fail, PolicyStale when the draft was not based on the current version, PolicyTampered,
   *   PolicyReviewNeeded when the org publishes only what another person has approved
   */
  publish(ctx: RequestContext, draft: PolicyDraft, right: PublicationRight = 'author-alone'): Promise<PolicyVersion> {
    return this.db.within(ctx, (tx) => this.publishIn(tx, ctx, draft, right));
  }

  /** As publish, as part of a larger act. */
  async publishIn(tx: OrgTx, ctx: RequestContext, draft: PolicyDraft, right: PublicationRight): Promise<PolicyVersion> {
    const policy = publishablePolicy(draft.text, draft.format, ctx.now);
    const head = await this.versions.lockHead(tx, ctx);
    checkBasis(head, draft.basedOn);
    return this.appendIn(tx, ctx, head, { policy, reason: draft.reason, rollbackOf: null, right });
  }

  /**
   * Brings back an old version by publishing its text as a new one; history stays as it was. Its tests passed when it was published, and are not
   * asked again: whoever must go back in a hurry may not be held up by a test about a rule that has expired since.
   * @throws PolicyVersionNotFound, PolicyInvalid when the engine of today no longer takes the old text, PolicyTampered,
   *   PolicyReviewNeeded when the org publishes only what another person has approved: the old text then becomes a draft
   */
  rollBack(ctx: RequestContext, { number, reason }: { number: number; reason: string }): Promise<PolicyVersion> {
    return this.db.within(ctx, async (tx) => {
      const head = await this.versions.lockHead(tx, ctx);
      const old = await this.foundIn(tx, ctx, number);
      const policy = checkedPolicy(old.text, old.format);
      return this.appendIn(tx, ctx, head, { policy, reason, rollbackOf: number, right: 'author-alone' });
    });
  }

  /**
   * Follows on `head`, which is what the caller locked and judged: where there was none, nothing was locked, and another first publication
   * may have committed since; then both are number 1, and the key lets one of them win.
   */
  private async appendIn(
    tx: OrgTx,
    ctx: RequestContext,
    head: PolicyHead | null,
    { policy, right, ...why }: Appended,
  ): Promise<PolicyVersion> {
    const version = nextVersion(ctx, head, policy, why);
    await this.versions.insert(tx, version);
    await this.versions.putHead(tx, ctx, nextHead(ctx, head, version));
    await this.publication.completeIn(tx, ctx, version, right);
    return version;
  }

  private async currentIn(tx: OrgTx, ctx: RequestContext): Promise<PolicyVersion> {
    const head = await this.versions.findHead(tx, ctx);
    if (head === null) throw new PolicyNone('Publish a first policy; until then machines have nothing to obey.');
    return this.foundIn(tx, ctx, head.currentVersion);
  }

  private async foundIn(tx: OrgTx, ctx: RequestContext, number: number): Promise<PolicyVersion> {
    const version = await this.versions.find(tx, ctx, number);
    if (version === null)
      throw new PolicyVersionNotFound(`There is no version ${number} of the policy.`, { version: number });
    return version;
  }
}
