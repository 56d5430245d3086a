import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { forgetKeys, nextDue, settleSent, takeDue } from './job-rows.js';
import { JobRunner } from './job-runner.js';

/** Jobs that one transaction carries over at most. */
export const AT_ONCE = 100;
const KEY_MEMORY_MS = 24 * 3_600_000;
const FORGET_EVERY_MS = 600_000;

/**
 * Carries jobs from the outbox to the queue. Any number of processes may run one: each takes rows that no other has. A job is forgotten
 * here only when the queue has it; a relay that dies in between offers it again under the same delivery.
 */
@Injectable()
export class Relay {
  private forgotAt = 0;

  constructor(
    private readonly db: SystemDatabase,
    private readonly runner: JobRunner,
    private readonly clock: Clock,
  ) {}

  /** Carries over one batch of what is due now; how many jobs that were. @throws when the queue does not take them */
  carryOver(): Promise<number> {
    return this.db.across('jobs: carry due jobs from the outbox to the queue', async (tx) => {
      const now = this.clock.now();
      const messages = await takeDue(tx, now, AT_ONCE);
      if (messages.length === 0) return 0;
      await this.runner.enqueue(messages);
      await settleSent(tx, messages, now);
      return messages.length;
    });
  }

  /** Milliseconds until the next job is due, or null when none waits. Forgets keys that are a day old, now and then. */
  untilNext(): Promise<number | null> {
    const now = this.clock.now();
    return this.db.across('jobs: when is the next job due', async (tx) => {
      if (now.getTime() - this.forgotAt > FORGET_EVERY_MS) {
        await forgetKeys(tx, new Date(now.getTime() - KEY_MEMORY_MS));
        this.forgotAt = now.getTime();
      }
      const due = await nextDue(tx);
      return due === null ? null : Math.max(0, due.getTime() - now.getTime());
    });
  }
}
