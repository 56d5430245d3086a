import { Injectable } from '@nestjs/common';
import type { WrittenPolicy } from '#contracts';
import { failedTests, parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import type { PublicationRight } from '../drafts/review-rule.js';
import { laidUpon, layerDocument, mustFit } from '../layers/layer.rules.js';
import type { LayerBook } from '../layers/layer-book.js';
import { isOrg, type NamedScope, orgScope, type PolicyScope } from '../scopes/scope.js';
import { PolicyLayerNone } from '../scopes/scope.errors.js';
import { ScopeKeeper } from '../scopes/scope-keeper.js';
import { type Change, changesBetween } from './document-diff.js';
import { Publication } from './publication.js';
import type {
  CheckedLayer,
  PolicyDraft,
  PolicyFormat,
  PolicyHead,
  PolicyVersion,
  PolicyVersionSummary,
  PublishedVersion,
  RefusedPart,
} from './version.js';
import { PolicyNone, PolicyTampered, PolicyVersionNotFound } from './version.errors.js';
import { VersionReader } from './version.reader.js';
import { VersionRepository } from './version.repository.js';
import {
  checkBasis,
  checkedPolicy,
  mustHold,
  nextHead,
  nextVersion,
  publishablePolicy,
  readLayer,
} from './version.rules.js';

export interface PolicyComparison {
  readonly from: PolicyVersion;
  readonly to: PolicyVersion;
  readonly changes: readonly Change[];
}

/** Where something is published or taken away, upon what, and why. */
interface Standing {
  readonly scope: PolicyScope;
  readonly basedOn: PolicyDraft['basedOn'];
  readonly reason: string;
}

interface Appended {
  readonly scope: NamedScope;
  readonly policy: CheckedLayer;
  readonly refused: readonly RefusedPart[];
  /** What stands around it; null before the first policy of the org. */
  readonly book: LayerBook | null;
  readonly lastNumber: number;
  readonly reason: string;
  readonly rollbackOf: number | null;
  readonly right: PublicationRight;
}

/** The versions of an org's policy and of its layers: looking at them, and publishing. Where no scope is named, it is the org's own. */
@Injectable()
export class VersionService {
  // eslint-disable-next-line max-params -- a version is rows and history, in a scope, upon what stands, and is told when it is published
  constructor(
    private readonly db: OrgDatabase,
    private readonly versions: VersionRepository,
    private readonly history: VersionReader,
    private readonly publication: Publication,
    private readonly scopes: ScopeKeeper,
    private readonly resolver: PolicyResolver,
  ) {}

  /** What is wrong with a text, which of its tests fail, and what is merely doubtful. Publishes nothing. */
  validate(ctx: RequestContext, text: string, format: PolicyFormat): readonly PolicyIssue[] {
    const read = parsePolicy(text, format);
    return read.ok ? [...failedTests(read, ctx.now), ...read.warnings] : read.issues;
  }

  /** @throws PolicyNone or PolicyLayerNone, PolicyTampered */
  current(ctx: RequestContext, scope: PolicyScope = orgScope(ctx)): Promise<PolicyVersion> {
    return this.db.within(ctx, (tx) => this.currentIn(tx, ctx, scope));
  }

  /** @throws PolicyVersionNotFound, PolicyTampered */
  get(ctx: RequestContext, number: number, scope: PolicyScope = orgScope(ctx)): Promise<PolicyVersion> {
    return this.db.within(ctx, async (tx) => {
      await this.scopes.foundIn(tx, ctx, scope);
      return this.foundIn(tx, ctx, number, scope);
    });
  }

  /** Newest first; `before` is a version number, exclusive. */
  list(
    ctx: RequestContext,
    page: { before: number | null; limit: number },
    scope: PolicyScope = orgScope(ctx),
  ): Promise<readonly PolicyVersionSummary[]> {
    return this.db.within(ctx, async (tx) => {
      await this.scopes.foundIn(tx, ctx, scope);
      return this.history.page(tx, ctx, page, scope);
    });
  }

  /** @throws PolicyVersionNotFound, PolicyTampered */
  compare(
    ctx: RequestContext,
    numbers: { from: number; to: number },
    scope: PolicyScope = orgScope(ctx),
  ): Promise<PolicyComparison> {
    return this.db.within(ctx, async (tx) => {
      await this.scopes.foundIn(tx, ctx, scope);
      const from = await this.foundIn(tx, ctx, numbers.from, scope);
      const to = await this.foundIn(tx, ctx, numbers.to, scope);
      return { from, to, changes: changesBetween(JSON.parse(from.document), JSON.parse(to.document)) };
    });
  }

  /**
   * Publishes a draft as the next version of its scope: machines obey it from the commit on. A layer's own tests are asked of what it makes of the org's policy.
   * @throws PolicyInvalid for faults and for tests that fail, PolicyStale when the draft was not based on the current version, PolicyTampered,
   *   PolicyReviewNeeded when the org publishes only what another person has approved; for a layer PolicyNone where there is no policy of the org to lie upon, PolicyLayersTooMany, and what the scope refuses
   */
  publish(
    ctx: RequestContext,
    draft: PolicyDraft,
    right: PublicationRight = 'author-alone',
  ): Promise<PublishedVersion> {
    return this.db.within(ctx, (tx) => this.publishIn(tx, ctx, draft, right));
  }

  /** As publish, as part of a larger act. */
  async publishIn(
    tx: OrgTx,
    ctx: RequestContext,
    draft: PolicyDraft,
    right: PublicationRight,
  ): Promise<PublishedVersion> {
    const { text, format, reason } = draft;
    const scope = await this.scopes.foundIn(tx, ctx, draft.scope ?? orgScope(ctx));
    const own = isOrg(scope) ? publishablePolicy(text, format, ctx.now) : null;
    const { head, lastNumber } = await this.lockIn(tx, ctx, scope);
    checkBasis(head, draft.basedOn);
    const book = await this.bookIn(tx, ctx, scope);
    const checked =
      own === null
        ? this.checkedLayer(ctx, { text, format, scope, isTested: false }, book)
        : { policy: own, refused: [] };
    return this.appendIn(tx, ctx, { ...checked, lastNumber, book, scope, reason, rollbackOf: null, right });
  }

  /**
   * Brings back an old version by publishing its text as a new one; history stays as it was. Its tests passed when it was published, and are not
   * asked again: whoever must go back in a hurry may not be held up by a test about a rule that has expired since.
   * @throws PolicyVersionNotFound, PolicyInvalid when the engine of today no longer takes the old text, PolicyTampered,
   *   PolicyReviewNeeded when the org publishes only what another person has approved: the old text then becomes a draft
   */
  rollBack(
    ctx: RequestContext,
    { number, reason, scope = orgScope(ctx) }: { number: number; reason: string; scope?: PolicyScope },
  ): Promise<PublishedVersion> {
    const order = { number, reason, scope, basedOn: 'whatever-stands' } as const;
    return this.db.within(ctx, (tx) => this.rollBackIn(tx, ctx, order, 'author-alone'));
  }

  /** As rollBack, as part of a larger act. @throws as rollBack, and PolicyStale when something else stands than the caller had before her eyes */
  async rollBackIn(
    tx: OrgTx,
    ctx: RequestContext,
    { number, reason, scope, basedOn }: Standing & { number: number },
    right: PublicationRight,
  ): Promise<PublishedVersion> {
    const named = await this.scopes.foundIn(tx, ctx, scope);
    const { head, lastNumber } = await this.lockIn(tx, ctx, scope);
    checkBasis(head, basedOn);
    const { text, format } = await this.foundIn(tx, ctx, number, scope);
    const book = await this.bookIn(tx, ctx, scope);
    const checked = isOrg(scope)
      ? { policy: checkedPolicy(text, format), refused: [] }
      : this.checkedLayer(ctx, { text, format, scope: named, isTested: true }, book);
    return this.appendIn(tx, ctx, { ...checked, reason, rollbackOf: number, right, lastNumber, book, scope: named });
  }

  /**
   * Takes a layer away: machines obey what is left from the commit on. Its versions stay.
   * @throws PolicyLayerNone where nothing stands, PolicyReviewNeeded when the org asks for another person's approval: then it becomes a draft; and
   *   what the scope refuses
   */
  async withdraw(ctx: RequestContext, scope: PolicyScope, reason: string): Promise<void> {
    const order = { scope, reason, basedOn: 'whatever-stands' } as const;
    await this.db.within(ctx, (tx) => this.withdrawIn(tx, ctx, order, 'author-alone'));
  }

  /** As withdraw, as part of a larger act. Answers what stood. @throws as withdraw, and PolicyStale */
  async withdrawIn(
    tx: OrgTx,
    ctx: RequestContext,
    { scope, reason, basedOn }: Standing,
    right: PublicationRight,
  ): Promise<PolicyVersion> {
    const named = await this.scopes.foundIn(tx, ctx, scope);
    const head = await this.versions.lockHead(tx, ctx, scope);
    checkBasis(head, basedOn);
    if (head === null || isOrg(scope)) throw nothingHere(named);
    await this.publication.mayWithdrawIn(tx, ctx, right);
    const stood = await this.foundIn(tx, ctx, head.currentVersion, scope);
    if (!(await this.versions.removeHead(tx, ctx, scope))) throw nothingHere(named);
    await this.publication.withdrawnIn(tx, ctx, { scope: named, version: head.currentVersion, reason });
    return stood;
  }

  /** @param text whose tests have passed before, where `isTested` */
  private checkedLayer(
    ctx: RequestContext,
    { scope, text, format, isTested }: { scope: NamedScope; text: string; format: PolicyFormat; isTested: boolean },
    book: LayerBook | null,
  ): { policy: CheckedLayer; refused: readonly RefusedPart[] } {
    const read = readLayer(text, format);
    if (book === null) throw new PolicyNone('Publish a policy for the organisation first: the others lie upon it.');
    const document: WrittenPolicy = layerDocument(read);
    mustFit(book, scope, document);
    const { refused, failed } = laidUpon(book, { scope, read, now: ctx.now });
    if (!isTested) mustHold(failed);
    return { policy: { text, format, document }, refused };
  }

  /**
   * What stands, locked, and the last number of the scope. Where nothing stands nothing is locked, and another first publication may commit meanwhile:
   * since the number was read before, both have the same one, and the key lets one of them win.
   */
  private async lockIn(
    tx: OrgTx,
    ctx: RequestContext,
    scope: PolicyScope,
  ): Promise<{ head: PolicyHead | null; lastNumber: number }> {
    const last = await this.versions.lastNumber(tx, ctx, scope);
    const head = await this.versions.lockHead(tx, ctx, scope);
    return { head, lastNumber: head?.currentVersion ?? last };
  }

  /** What stands around a publication. Where a row of it was tampered with, the org's own policy can still be published anew. */
  private async bookIn(tx: OrgTx, ctx: RequestContext, scope: PolicyScope): Promise<LayerBook | null> {
    try {
      return await this.resolver.bookIn(tx, ctx);
    } catch (error) {
      if (isOrg(scope) && error instanceof PolicyTampered) return null;
      throw error;
    }
  }

  private async appendIn(tx: OrgTx, ctx: RequestContext, order: Appended): Promise<PublishedVersion> {
    const { lastNumber, book, scope, policy, refused, reason, rollbackOf, right } = order;
    if (isOrg(scope) && book !== null) mustFit(book, scope, policy.document);
    const { kind, id } = scope;
    const version = nextVersion(ctx, lastNumber, policy, { reason, rollbackOf, scope: { kind, id } });
    await this.versions.insert(tx, version);
    await this.versions.putHead(tx, ctx, nextHead(ctx, book?.bundleVersion ?? 0, version), scope);
    await this.publication.completeIn(tx, ctx, version, { scope, right });
    return { ...version, refused };
  }

  private async currentIn(tx: OrgTx, ctx: RequestContext, scope: PolicyScope): Promise<PolicyVersion> {
    const named = await this.scopes.foundIn(tx, ctx, scope);
    const head = await this.versions.findHead(tx, ctx, scope);
    if (head !== null) return this.foundIn(tx, ctx, head.currentVersion, scope);
    if (isOrg(scope)) throw new PolicyNone('Publish a first policy; until then machines have nothing to obey.');
    throw nothingHere(named);
  }

  private async foundIn(tx: OrgTx, ctx: RequestContext, number: number, scope: PolicyScope): Promise<PolicyVersion> {
    const version = await this.versions.find(tx, ctx, number, scope);
    if (version === null)
      throw new PolicyVersionNotFound(`There is no version ${number} of the policy.`, { version: number });
    return version;
  }
}

const nothingHere = ({ kind, name }: NamedScope): PolicyLayerNone =>
  new PolicyLayerNone(`No policy stands for the ${kind} ${name}: what the organisation says holds there.`);
