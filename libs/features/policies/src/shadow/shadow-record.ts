import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { SHADOW_CHANGED } from '../policies.events.js';
import type { DraftId } from '../drafts/draft.js';
import type { ShadowEnd, ShadowSummary } from './shadow.js';
import { ShadowRepository } from './shadow.repository.js';

/** Starts and ends of runs, told to every process and to the ledger in the transaction in which they happen. */
@Injectable()
export class ShadowRecord {
  constructor(
    private readonly shadows: ShadowRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  async startedIn(tx: OrgTx, ctx: RequestContext, run: ShadowSummary): Promise<void> {
    await this.tellIn(tx, ctx, run, 'policy_shadow.started');
  }

  async stoppedIn(tx: OrgTx, ctx: RequestContext, run: ShadowSummary): Promise<void> {
    await this.tellIn(tx, ctx, run, 'policy_shadow.stopped');
  }

  /** By its time. */
  async endedIn(tx: OrgTx, ctx: RequestContext, run: ShadowSummary): Promise<void> {
    await this.tellIn(tx, ctx, run, 'policy_shadow.ended');
  }

  /**
   * A draft that ends is watched no longer. Rows alone, and before anything else of the act: who stops a run locks the run and then the
   * ledger, and an act that did it the other way round would wait for him for ever. `toldIn` is its last step.
   */
  endIn(tx: OrgTx, ctx: RequestContext, draftId: DraftId, why: ShadowEnd): Promise<readonly ShadowSummary[]> {
    return this.shadows.stop(tx, ctx, { draftId }, { at: ctx.now, why });
  }

  async toldIn(tx: OrgTx, ctx: RequestContext, ended: readonly ShadowSummary[]): Promise<void> {
    for (const run of ended) await this.stoppedIn(tx, ctx, run);
  }

  private async tellIn(
    tx: OrgTx,
    ctx: RequestContext,
    { id, draft, audience, endsAt, stopped }: ShadowSummary,
    action: `policy_shadow.${string}`,
  ): Promise<void> {
    await this.signal.notify(tx, { topic: SHADOW_CHANGED, orgId: ctx.orgId, id });
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'policy_shadow', id, label: draft.title },
      facts: {
        draft: draft.id,
        revision: draft.revision,
        share: audience.share,
        group: audience.group?.name ?? null,
        until: endsAt.toISOString(),
        why: stopped?.why ?? null,
      },
    });
  }
}
