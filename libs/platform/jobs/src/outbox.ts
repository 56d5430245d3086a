import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '#kernel';
import { ChangeSignal, type OrgTx, type SystemTx } from '#platform/database';
import { insertJob } from './job-rows.js';
import type { JobDefinition } from './job.js';

/** The change that wakes every relay. */
export const JOBS_ADDED = 'jobs.added';

export interface AddOptions {
  /** The same job with the same key is added once, within an org, for a day: a second `add` does nothing. */
  readonly key?: string;
  /** Not before this moment. */
  readonly after?: Date;
}

/** Takes jobs inside the transaction that makes them necessary: with its commit they will be done, without it they never were. */
@Injectable()
export class Outbox {
  constructor(
    private readonly signal: ChangeSignal,
    private readonly clock: Clock,
  ) {}

  /** @throws ZodError when the payload does not fit the job: a fault of the caller */
  async add<P extends z.ZodObject>(
    tx: OrgTx | SystemTx,
    job: JobDefinition<P>,
    payload: z.input<P>,
    options: AddOptions = {},
  ): Promise<void> {
    const now = this.clock.now();
    await insertJob(tx, { name: job.name, lane: job.lane, payload: job.payload.parse(payload), now, ...options });
    await this.signal.notify(tx, { topic: JOBS_ADDED });
  }
}
