import { Injectable } from '@nestjs/common';
import { failedTests, parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import { laidUpon, layerDocument } from '../layers/layer.rules.js';
import { isOrg } from '../scopes/scope.js';
import { ScopeKeeper } from '../scopes/scope-keeper.js';
import { type Change, changesBetween } from '../versions/document-diff.js';
import type { PolicyVersion } from '../versions/version.js';
import { VersionRepository } from '../versions/version.repository.js';
import {
  type Draft,
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
import { newDraft, savedDraft } from './draft.rules.js';
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

  /** @throws DraftNotFound, PolicyTampered */
  get(ctx: RequestContext, id: DraftId): Promise<Draft> {
    return this.db.within(ctx, async (tx) => found(await this.drafts.find(tx, ctx, id)));
  }

  /**
   * What is wrong with a draft, which of its tests fail, and what is merely doubtful, each with its place. The tests of a layer are asked of what it
   * makes of the org's policy.
   * @throws PolicyTampered
   */
  async issuesOf(ctx: RequestContext, draft: Draft): Promise<readonly PolicyIssue[]> {
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
      const draft = found(await this.drafts.find(tx, ctx, id));
      const scope = scopeOfDraft(draft);
      const head = await this.versions.findHead(tx, ctx, scope);
      const standing = head && (await this.versions.find(tx, ctx, head.currentVersion, scope));
      const read = parsePolicy(draft.text, draft.format);
      const before: unknown = standing ? JSON.parse(standing.document) : {};
      if (!read.ok) return { draft, standing, changes: null };
      return { draft, standing, changes: changesBetween(before, isOrg(scope) ? read.document : layerDocument(read)) };
    });
  }

  /** @throws DraftsTooMany, and what the scope refuses */
  create(ctx: RequestContext, scope: DraftScope, words: DraftWords): Promise<Draft> {
    return this.db.within(ctx, async (tx) => {
      await this.scopes.foundIn(tx, ctx, scopeOfDraft({ orgId: ctx.orgId, scope }));
      if ((await this.drafts.lockAndCountLiving(tx, ctx)) >= MOST_LIVING_DRAFTS)
        throw new DraftsTooMany(`An organisation has at most ${MOST_LIVING_DRAFTS} drafts in work. Discard one first.`);
      await this.drafts.forgetEnded(tx, ctx, MOST_ENDED_DRAFTS);
      const draft = newDraft(ctx, scope, words);
      await this.drafts.insert(tx, draft);
      await this.desk.recordIn(tx, ctx, draft, 'policy_draft.created');
      return draft;
    });
  }

  /** Keeps what is written as the next revision, valid or not. @throws DraftNotFound, DraftEnded, DraftStale, DraftsTooMany, PolicyTampered */
  save(ctx: RequestContext, id: DraftId, revision: number, words: DraftWords): Promise<Draft> {
    return this.db.within(ctx, async (tx) => {
      const draft = savedDraft(ctx, await this.desk.takeIn(tx, ctx, id), revision, words);
      await this.drafts.update(tx, draft);
      await this.desk.recordIn(tx, ctx, draft, 'policy_draft.saved');
      return draft;
    });
  }
}

function found(draft: Draft | null): Draft {
  if (draft === null) throw new DraftNotFound('There is no such draft in this organisation.');
  return draft;
}
