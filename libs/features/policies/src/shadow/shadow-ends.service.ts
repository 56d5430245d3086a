import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { enterOrg, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { type InstallationContext, Outbox } from '#platform/jobs';
import type { ShadowId, ShadowRun } from './shadow.js';
import { endShadow } from './shadow.jobs.js';
import { ShadowRecord } from './shadow-record.js';
import { ShadowRepository } from './shadow.repository.js';

const MOST_AT_ONCE = 500;

/** How runs end by time. Machines and the pages know the end from the beginning; the ledger is told here, once. */
@Injectable()
export class ShadowEnds {
  // eslint-disable-next-line max-params -- ended in an org by a job of its own, and across all of them where that job was lost
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly shadows: ShadowRepository,
    private readonly record: ShadowRecord,
    private readonly outbox: Outbox,
  ) {}

  /** Has its end written down when it comes. */
  scheduleIn(tx: OrgTx, { orgId, id, endsAt }: ShadowRun): Promise<void> {
    return this.outbox.add(tx, endShadow, { orgId, id }, { after: endsAt });
  }

  /** Writes down that it is over, if its time is and nobody has written it yet. */
  end(ctx: RequestContext, id: string): Promise<void> {
    return this.db.within(ctx, (tx) => this.endIn(tx, ctx, id as ShadowId));
  }

  /** The same for all that no job of their own has ended. */
  async endOver(ctx: InstallationContext): Promise<void> {
    const over = await this.system.across('find runs that are over', (tx) =>
      this.shadows.overAcrossTenants(tx, ctx.now, MOST_AT_ONCE),
    );
    for (const { orgId, id } of over)
      await this.system.across('end a run that is over', async (tx) =>
        this.endIn(await enterOrg(tx, orgId), { ...ctx, orgId }, id),
      );
  }

  private async endIn(tx: OrgTx, ctx: RequestContext, id: ShadowId): Promise<void> {
    const run = await this.shadows.close(tx, ctx, id);
    if (run !== null) await this.record.endedIn(tx, ctx, run);
  }
}
