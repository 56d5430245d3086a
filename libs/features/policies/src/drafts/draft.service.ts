import { Injectable } from '@nestjs/common';
import { failedTests, parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import { laidUpon, layerDocument } from '../layers/layer.rules.js';
import { isOrg, type PolicyScope } from '../scopes/scope.js';
import { PolicyLayerNone } from '../scopes/scope.errors.js';
import { ScopeKeeper } from '../scopes/scope-keeper.js';
import { type Change, changesBetween } from '../versions/document-diff.js';
import type { PolicyVersion } from '../versions/version.js';
import { PolicyVersionNotFound } from '../versions/version.errors.js';
import { VersionRepository } from '../versions/version.repository.js';
import {
  type Draft,
  type DraftAct,
  type DraftId,
  type DraftScope,
  type DraftSummary,
  type DraftWords,
  MOST_ENDED_DRAFTS,
  MOST_LIVING_DRAFTS,
  scopeOfDraft,
} from './draft.js';
import { DraftNotFound, DraftsTooMany } from './draft.errors.js';
import { type DraftPage, DraftReader } from './draft.reader.js';
import { DraftRepository } from './draft.repository.js';
import { checkReach, newDraft, savedDraft } from './draft.rules.js';
import { DraftDesk } from './draft-desk.js';

/** A draft beside what stands. */
export interface DraftComparison {
  readonly draft: Draft;
  /** Null where nothing has been published. */
  readonly standing: PolicyVersion | null;
  /** Null while the draft cannot be read as a policy. */
  readonly changes: readonly Change[] | null;
}

/** Drafts of an org's policy: beginning, reading and saving them. */
@Injectable()
export class DraftService {
  // eslint-disable-next-line max-params -- drafts, their list, what stands where, and the desk that keeps the record
  constructor(
    private readonly db: OrgDatabase,
    private readonly drafts: DraftRepository,
    private readonly reader: DraftReader,
    private readonly versions: VersionRepository,
    private readonly desk: DraftDesk,
    private readonly scopes: ScopeKeeper,
    private readonly resolver: PolicyResolver,
  ) {}

  list(ctx: RequestContext, page: DraftPage): Promise<readonly DraftSummary[]> {
    return this.db.within(ctx, (tx) => this.reader.page(tx, ctx, page));
  }

  /** @throws DraftNotFound, PolicyScopeClosed, PolicyTampered */
  get(ctx: RequestContext, id: DraftId): Promise<Draft> {
    return this.db.within(ctx, async (tx) => found(ctx, await this.drafts.find(tx, ctx, id)));
  }

  /**
   * What is wrong with a draft, which of its tests fail, and what is merely doubtful, each with its place. The tests of a layer are asked of what it
   * makes of the org's policy.
   * @throws PolicyTampered
   */
  async issuesOf(ctx: RequestContext, draft: Draft): Promise<readonly PolicyIssue[]> {
    if (draft.act.kind === 'withdraw') return [];
    const read = parsePolicy(draft.text, draft.format);
    if (!read.ok) return read.issues;
    if (draft.scope.kind === 'org') return [...failedTests(read, ctx.now), ...read.warnings];
    const book = await this.db.within(ctx, (tx) => this.resolver.bookIn(tx, ctx));
    const scope = { ...scopeOfDraft(draft), name: `the ${draft.scope.kind}` };
    const failed = book === null ? [] : laidUpon(book, { scope, read, now: ctx.now }).failed;
    return [...failed, ...read.warnings];
  }

  /** @throws DraftNotFound, PolicyTampered */
  compare(ctx: RequestContext, id: DraftId): Promise<DraftComparison> {
    return this.db.within(ctx, async (tx) => {
      const draft = found(ctx, await this.drafts.find(tx, ctx, id));
      const scope = scopeOfDraft(draft);
      const head = await this.versions.findHead(tx, ctx, scope);
      const standing = head && (await this.versions.find(tx, ctx, head.currentVersion, scope));
      const read = parsePolicy(draft.text, draft.format);
      const before: unknown = standing ? JSON.parse(standing.document) : {};
      if (draft.act.kind === 'withdraw') return { draft, standing, changes: changesBetween(before, {}) };
      if (!read.ok) return { draft, standing, changes: null };
      return { draft, standing, changes: changesBetween(before, isOrg(scope) ? read.document : layerDocument(read)) };
    });
  }

  /** @throws DraftsTooMany, and what the scope refuses */
  create(ctx: RequestContext, scope: DraftScope, words: DraftWords): Promise<Draft> {
    return this.beginIn(ctx, scope, () => Promise.resolve({ words, act: { kind: 'publish' } }));
  }

  /** Begins a draft that brings back an old version, upon what stands now. @throws PolicyVersionNotFound, and as create */
  createRollBack(
    ctx: RequestContext,
    scope: DraftScope,
    { title, number }: { title: string; number: number },
  ): Promise<Draft> {
    return this.beginIn(ctx, scope, async (tx, at) => {
      const old = await this.versions.find(tx, ctx, number, at);
      if (old === null) throw new PolicyVersionNotFound(`There is no version ${number} here.`, { version: number });
      const { text, format } = old;
      const basedOn = (await this.versions.findHead(tx, ctx, at))?.currentVersion ?? null;
      return { words: { title, text, format, basedOn }, act: { kind: 'roll_back', version: number } };
    });
  }

  /** Begins a draft that takes away the layer that stands now. @throws PolicyLayerNone where none stands, and as create */
  createWithdrawal(ctx: RequestContext, scope: DraftScope, title: string): Promise<Draft> {
    return this.beginIn(ctx, scope, async (tx, at) => {
      const head = await this.versions.findHead(tx, ctx, at);
      if (head === null || isOrg(at)) throw new PolicyLayerNone('There is no layer here that could be taken away.');
      const words: DraftWords = { title, text: '', format: 'yaml', basedOn: head.currentVersion };
      return { words, act: { kind: 'withdraw' } };
    });
  }

  private beginIn(ctx: RequestContext, scope: DraftScope, make: MakeDraft): Promise<Draft> {
    return this.db.within(ctx, async (tx) => {
      const at = scopeOfDraft({ orgId: ctx.orgId, scope });
      await this.scopes.foundIn(tx, ctx, at);
      if ((await this.drafts.lockAndCountLiving(tx, ctx)) >= MOST_LIVING_DRAFTS)
        throw new DraftsTooMany(`An organisation has at most ${MOST_LIVING_DRAFTS} drafts in work. Discard one first.`);
      await this.drafts.forgetEnded(tx, ctx, MOST_ENDED_DRAFTS);
      const { words, act } = await make(tx, at);
      const draft = newDraft(ctx, scope, words, act);
      await this.drafts.insert(tx, draft);
      await this.desk.recordIn(tx, ctx, draft, 'policy_draft.created');
      return draft;
    });
  }

  /** Keeps what is written as the next revision, valid or not. @throws DraftNotFound, PolicyScopeClosed, DraftEnded, DraftStale, DraftWithdraws, DraftsTooMany, PolicyTampered */
  save(ctx: RequestContext, id: DraftId, revision: number, words: DraftWords): Promise<Draft> {
    return this.db.within(ctx, async (tx) => {
      const draft = savedDraft(ctx, await this.desk.takeIn(tx, ctx, id), revision, words);
      await this.drafts.update(tx, draft);
      await this.desk.recordIn(tx, ctx, draft, 'policy_draft.saved');
      return draft;
    });
  }
}

type MakeDraft = (tx: OrgTx, at: PolicyScope) => Promise<{ words: DraftWords; act: DraftAct }>;

function found(ctx: RequestContext, draft: Draft | null): Draft {
  if (draft === null) throw new DraftNotFound('There is no such draft in this organisation.');
  checkReach(draft, ctx);
  return draft;
}
