import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import type { PolicyVersion } from '../versions/version.js';
import { VersionService } from '../versions/version.service.js';
import { type Draft, type DraftId, scopeOfDraft } from './draft.js';
import { DraftNotApproved } from './draft.errors.js';
import { checkLiving, checkRevision } from './draft.rules.js';
import { ShadowRecord } from '../shadow/shadow-record.js';
import { DraftDesk } from './draft-desk.js';
import { ReviewGate } from './review-gate.js';

/** How a draft ends: it becomes the policy, or it becomes nothing. */
@Injectable()
export class DraftPublication {
  // eslint-disable-next-line max-params -- a draft ends as a version, through the gate, and is watched no longer
  constructor(
    private readonly db: OrgDatabase,
    private readonly desk: DraftDesk,
    private readonly versions: VersionService,
    private readonly gate: ReviewGate,
    private readonly shadows: ShadowRecord,
  ) {}

  /**
   * Publishes the revision that the caller has read, by the same way as every policy: its tests pass, and it is based on what stands in its scope.
   * One that withdraws a layer takes that away, and answers the version that stood.
   * @throws DraftNotFound, PolicyScopeClosed, DraftEnded, DraftStale, DraftNotApproved, PolicyInvalid, PolicyStale, PolicyTampered
   */
  publish(
    ctx: RequestContext,
    { id, revision, reason }: { id: DraftId; revision: number; reason: string },
  ): Promise<PolicyVersion> {
    return this.db.within(ctx, async (tx) => {
      const draft = await this.desk.takeIn(tx, ctx, id);
      checkRevision(draft, revision);
      if (draft.state !== 'approved' && (await this.gate.isRequiredIn(tx, ctx)))
        throw new DraftNotApproved('Ask for a review; a colleague who has written none of it has to approve it.');
      const watched = await this.shadows.endIn(tx, ctx, id, 'published');
      const version = await this.becomeIn(tx, ctx, draft, reason);
      const published: Draft = { ...draft, state: 'published', version: version.number, changedAt: ctx.now };
      await this.desk.putIn(tx, ctx, published, { kind: 'published', text: reason });
      await this.shadows.toldIn(tx, ctx, watched);
      return version;
    });
  }

  /** What the draft is for. */
  private becomeIn(tx: OrgTx, ctx: RequestContext, draft: Draft, reason: string): Promise<PolicyVersion> {
    const { act, text, format, basedOn } = draft;
    const right = draft.state === 'approved' ? 'approved' : 'author-alone';
    const where = { scope: scopeOfDraft(draft), basedOn, reason };
    switch (act.kind) {
      case 'publish':
        return this.versions.publishIn(tx, ctx, { ...where, text, format }, right);
      case 'roll_back':
        return this.versions.rollBackIn(tx, ctx, { ...where, number: act.version }, right);
      case 'withdraw':
        return this.versions.withdrawIn(tx, ctx, where, right);
    }
  }

  /** @throws DraftNotFound, PolicyScopeClosed, DraftEnded, PolicyTampered */
  discard(ctx: RequestContext, id: DraftId): Promise<Draft> {
    return this.db.within(ctx, async (tx) => {
      const draft = await this.desk.takeIn(tx, ctx, id);
      checkLiving(draft);
      const discarded: Draft = { ...draft, state: 'discarded', changedAt: ctx.now, changedBy: ctx.principal.label };
      const watched = await this.shadows.endIn(tx, ctx, id, 'discarded');
      await this.desk.putIn(tx, ctx, discarded, { kind: 'discarded', text: '' });
      await this.shadows.toldIn(tx, ctx, watched);
      return discarded;
    });
  }
}
