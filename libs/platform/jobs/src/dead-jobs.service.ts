import { Injectable } from '@nestjs/common';
import { isUuid, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { type DeadJobRow, listDead, reviveDead } from './job-rows.js';
import { DeadJobUnknown } from './jobs.errors.js';
import { JOBS_ADDED } from './outbox.js';

/** The jobs of an org that were given up: a person sees them, and lets them be tried again. */
@Injectable()
export class DeadJobs {
  constructor(
    private readonly db: OrgDatabase,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  /** Newest first, after the job that `cursor` names. */
  async list(
    ctx: RequestContext,
    page: { cursor?: string; limit: number },
  ): Promise<{ jobs: readonly DeadJobRow[]; nextCursor: string | null }> {
    const before = page.cursor !== undefined && isUuid(page.cursor) ? page.cursor : null;
    const found = await this.db.within(ctx, (tx) => listDead(tx, { orgId: ctx.orgId, before, limit: page.limit + 1 }));
    const jobs = found.slice(0, page.limit);
    return { jobs, nextCursor: found.length > jobs.length ? (jobs.at(-1)?.id ?? null) : null };
  }

  /**
   * Lets the job be tried again, as often as a new one.
   * @throws DeadJobUnknown when the org has no dead job of that id
   */
  retry(ctx: RequestContext, id: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const name = await reviveDead(tx, ctx.orgId, id, ctx.now);
      if (name === null)
        throw new DeadJobUnknown('List the dead jobs again: this one is not among them, or is being tried already.');
      await this.signal.notify(tx, { topic: JOBS_ADDED });
      await this.trail.record(tx, ctx, { action: 'job.retried', target: { kind: 'job', id, label: name } });
    });
  }
}
