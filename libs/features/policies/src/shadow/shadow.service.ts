import { Injectable } from '@nestjs/common';
import { type GroupId, GroupService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import { type Draft, scopeOfDraft } from '../drafts/draft.js';
import { checkRevision } from '../drafts/draft.rules.js';
import { DraftDesk } from '../drafts/draft-desk.js';
import { layerDocument, mustFit } from '../layers/layer.rules.js';
import { isOrg } from '../scopes/scope.js';
import { ScopeKeeper } from '../scopes/scope-keeper.js';
import { PolicyNone } from '../versions/version.errors.js';
import { VersionRepository } from '../versions/version.repository.js';
import type { CheckedLayer } from '../versions/version.js';
import { checkedPolicy, readLayer } from '../versions/version.rules.js';
import { MOST_SHADOWS, type ShadowAudience, type ShadowId, type ShadowOrder, type ShadowSummary } from './shadow.js';
import { ShadowNotFound, ShadowOfProject, ShadowOfWithdrawal, ShadowOver, ShadowRunning } from './shadow.errors.js';
import { ShadowRepository } from './shadow.repository.js';
import { newRun } from './shadow.rules.js';
import { ShadowEnds } from './shadow-ends.service.js';
import { ShadowRecord } from './shadow-record.js';

/** Puts drafts in shadow, one at a time, and takes them out. */
@Injectable()
export class ShadowService {
  // eslint-disable-next-line max-params -- a run is of a draft, in its scope, beside a version, for a group, and is told
  constructor(
    private readonly db: OrgDatabase,
    private readonly shadows: ShadowRepository,
    private readonly desk: DraftDesk,
    private readonly versions: VersionRepository,
    private readonly groups: GroupService,
    private readonly record: ShadowRecord,
    private readonly scopes: ScopeKeeper,
    private readonly resolver: PolicyResolver,
    private readonly ends: ShadowEnds,
  ) {}

  /** Newest first. */
  list(ctx: RequestContext): Promise<readonly ShadowSummary[]> {
    return this.db.within(ctx, (tx) => this.shadows.all(tx, ctx, MOST_SHADOWS));
  }

  /**
   * Has machines watch a draft from now on. It has to hold; its tests may fail.
   * @throws DraftNotFound, DraftEnded, DraftStale, PolicyInvalid, PolicyNone where there is nothing beside which it could be watched, ShadowRunning,
   *   ShadowOfProject, ShadowOfWithdrawal, GroupNotFound, PolicyTampered, PolicyLayersTooMany, and what the draft's scope refuses
   */
  start(ctx: RequestContext, order: ShadowOrder): Promise<ShadowSummary> {
    return this.db.within(ctx, async (tx) => {
      const draft = await this.desk.takeIn(tx, ctx, order.draftId);
      checkRevision(draft, order.revision);
      const policy = await this.checkedIn(tx, ctx, draft);
      const head = await this.versions.findHead(tx, ctx);
      if (head === null) throw new PolicyNone('Publish a first policy; a draft is watched beside one that is obeyed.');
      await this.shadows.lockStart(tx, ctx);
      const running = await this.shadows.findRunning(tx, ctx, ctx.now);
      if (running !== null)
        throw new ShadowRunning(`“${running.draft.title}” is watched until then. Stop it first.`, {
          until: running.endsAt.toISOString(),
        });
      const run = newRun(ctx, { draft, policy, head, group: await this.groupIn(tx, ctx, order.groupId) }, order);
      await this.shadows.insert(tx, run);
      await this.shadows.forgetOldest(tx, ctx, MOST_SHADOWS);
      await this.ends.scheduleIn(tx, run);
      await this.record.startedIn(tx, ctx, run);
      return run;
    });
  }

  /** @throws ShadowNotFound, ShadowOver */
  stop(ctx: RequestContext, id: ShadowId): Promise<ShadowSummary> {
    return this.db.within(ctx, async (tx) => {
      const [run] = await this.shadows.stop(tx, ctx, { id }, { at: ctx.now, why: 'stopped' });
      if (run === undefined) {
        if ((await this.shadows.find(tx, ctx, id)) === null) throw new ShadowNotFound('There is no such run here.');
        throw new ShadowOver('It has ended already; what was counted stays.');
      }
      await this.record.stoppedIn(tx, ctx, run);
      return run;
    });
  }

  /** The document of a draft that holds, as it would be published. */
  private async checkedIn(tx: OrgTx, ctx: RequestContext, draft: Draft): Promise<CheckedLayer> {
    const { text, format, act } = draft;
    const scope = scopeOfDraft(draft);
    if (act.kind === 'withdraw')
      throw new ShadowOfWithdrawal(
        'It has no text to ask. Watch a draft of the layer with what is to go left out instead.',
      );
    if (isOrg(scope)) return checkedPolicy(text, format);
    if (scope.kind === 'project')
      throw new ShadowOfProject(
        'Machines compare what holds wherever somebody works. Replay recorded calls instead, or put the change into a group’s draft.',
      );
    await this.scopes.foundIn(tx, ctx, scope);
    const document = layerDocument(readLayer(text, format));
    const book = await this.resolver.bookIn(tx, ctx);
    if (book !== null) mustFit(book, scope, document);
    return { text, format, document };
  }

  private async groupIn(tx: OrgTx, ctx: RequestContext, id: string | null): Promise<ShadowAudience['group']> {
    if (id === null) return null;
    const group = await this.groups.foundIn(tx, ctx, id as GroupId);
    return { id: group.id, name: group.name };
  }
}
