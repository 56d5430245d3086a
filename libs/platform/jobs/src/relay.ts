import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ChangeSignal, SIGNAL_GAP, SystemDatabase } from '#platform/database';
import { Log } from '#platform/observability';
import { forgetKeys, nextDue, settleSent, takeDue } from './job-rows.js';
import { JobRunner } from './job-runner.js';
import { JOBS_ADDED } from './outbox.js';

const AT_ONCE = 100;
const LONGEST_WAIT_MS = 5_000;
const KEY_MEMORY_MS = 24 * 3_600_000;
const FORGET_EVERY_MS = 600_000;

/**
 * Carries jobs from the outbox to the queue. Any number of processes may run one: each takes rows that no other has. A job is forgotten
 * here only when the queue has it; a relay that dies in between offers it again under the same delivery.
 */
@Injectable()
export class Relay {
  private running: Promise<void> | undefined;
  private stopping = false;
  private wake: () => void = () => undefined;
  private woken = false;
  private forgotAt = 0;
  private unsubscribe: readonly (() => void)[] = [];

  constructor(
    private readonly db: SystemDatabase,
    private readonly signal: ChangeSignal,
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    const rouse = () => this.rouse();
    this.unsubscribe = [this.signal.on(JOBS_ADDED, rouse), this.signal.on(SIGNAL_GAP, rouse)];
    this.running = this.run();
  }

  /** Settles when what is in hand has been carried over. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const end of this.unsubscribe) end();
    this.rouse();
    await this.running;
  }

  /** Carries over one batch of what is due now; how many jobs that were. */
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

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.woken = false;
      try {
        while ((await this.carryOver()) === AT_ONCE);
        await this.sleep(await this.untilNext());
      } catch (error) {
        this.log.warn('jobs.relay_failed', { error });
        await this.sleep(LONGEST_WAIT_MS);
      }
    }
  }

  private async untilNext(): Promise<number> {
    const now = this.clock.now();
    const due = await this.db.across('jobs: when is the next job due', async (tx) => {
      if (now.getTime() - this.forgotAt > FORGET_EVERY_MS) {
        await forgetKeys(tx, new Date(now.getTime() - KEY_MEMORY_MS));
        this.forgotAt = now.getTime();
      }
      return nextDue(tx);
    });
    return due === null ? LONGEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, Math.max(0, due.getTime() - now.getTime()));
  }

  private rouse(): void {
    this.woken = true;
    this.wake();
  }

  private async sleep(ms: number): Promise<void> {
    if (this.woken || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}
