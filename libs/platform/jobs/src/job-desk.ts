import { Injectable } from '@nestjs/common';
import { Clock, DomainError } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { Log } from '#platform/observability';
import { JobHandlers } from './job-handlers.js';
import type { DeadJob, JobMessage } from './job-message.js';
import { insertDead } from './job-rows.js';
import type { JobWork } from './job-runner.js';
import { JobHopeless } from './jobs.errors.js';

/** What stands between a queue and the handlers: tells what failed, without content, and keeps what was given up. */
@Injectable()
export class JobDesk implements JobWork {
  constructor(
    private readonly handlers: JobHandlers,
    private readonly db: SystemDatabase,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws Error naming each job that nobody would do */
  checkComplete(): void {
    this.handlers.checkComplete();
  }

  async perform(message: JobMessage): Promise<void> {
    try {
      await this.handlers.perform(message);
    } catch (error) {
      this.log.warn('job.failed', { job: message.name, jobId: message.id, orgId: message.orgId, error });
      if (error instanceof JobHopeless) return this.bury({ message, error: error.message, attempts: 1 });
      throw new Error(tellable(error), { cause: error });
    }
  }

  async bury(dead: DeadJob): Promise<void> {
    const { id, name, orgId } = dead.message;
    await this.db.across('jobs: keep a job that was given up', (tx) => insertDead(tx, dead, this.clock.now()));
    this.log.error('job.dead', { job: name, jobId: id, orgId, attempts: dead.attempts });
  }
}

/** What an administrator may read of an error: our own sentences, and of all others only that the log has more. */
const tellable = (error: unknown): string =>
  error instanceof DomainError ? error.message : 'An unexpected fault; the server’s log has it under this job’s id.';
