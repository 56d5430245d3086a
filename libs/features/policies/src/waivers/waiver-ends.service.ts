import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { enterOrg, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { type InstallationContext, Outbox } from '#platform/jobs';
import { lapseOf, stateOf, type Waiver, type WaiverId } from './waiver.js';
import { endWaiver } from './waiver.jobs.js';
import { WaiverRepository } from './waiver.repository.js';
import { WaiverRecord } from './waiver-record.js';

const MOST_AT_ONCE = 500;

/** How waivers, and requests for them, end by time. Machines pass them over by their own clocks and need nobody's help for it; the ledger is told here, once. */
@Injectable()
export class WaiverEnds {
  // eslint-disable-next-line max-params -- ended in an org by a job of its own, and across all of them where that job was lost
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly waivers: WaiverRepository,
    private readonly record: WaiverRecord,
    private readonly outbox: Outbox,
  ) {}

  /** Has its end written down when it comes. */
  scheduleIn(tx: OrgTx, { orgId, id, expiresAt }: Waiver): Promise<void> {
    return this.outbox.add(tx, endWaiver, { orgId, id }, { after: expiresAt });
  }

  /** Writes down that it is over, if it is over by time and nobody has written it yet. */
  end(ctx: RequestContext, id: string): Promise<void> {
    return this.db.within(ctx, (tx) => this.endIn(tx, ctx, id as WaiverId));
  }

  /** The same for all that no job of their own has ended: requests on which nobody decided, and what a backup that was restored knew as running. */
  async endOver(ctx: InstallationContext): Promise<void> {
    const over = await this.system.across('find waivers that are over', (tx) =>
      this.waivers.overAcrossTenants(tx, ctx.now, MOST_AT_ONCE),
    );
    for (const { orgId, id } of over)
      await this.system.across('end a waiver that is over', async (tx) =>
        this.endIn(await enterOrg(tx, orgId), { ...ctx, orgId }, id),
      );
  }

  /** The row is locked: of several who come at once the first writes. */
  private async endIn(tx: OrgTx, ctx: RequestContext, id: WaiverId): Promise<void> {
    const waiver = await this.waivers.findForUpdate(tx, ctx, id);
    if (waiver === null || waiver.endedAt !== null) return;
    const state = stateOf(waiver, ctx.now);
    if (state !== 'expired' && state !== 'lapsed') return;
    await this.waivers.end(tx, ctx, id, state === 'expired' ? waiver.expiresAt : lapseOf(waiver));
    await this.record.recordIn(tx, ctx, waiver, { action: `waiver.${state}` });
  }
}
