import { Injectable } from '@nestjs/common';
import { ChangeSignal, SIGNAL_GAP } from '#platform/database';
import { Log } from '#platform/observability';
import { JOBS_ADDED } from './outbox.js';
import { AT_ONCE, Relay } from './relay.js';

/** Nothing is lost when a signal is: the relay looks by itself this often. */
const LONGEST_WAIT_MS = 5_000;

/** Keeps the relay going: at once when a job was added, when the next one falls due, and after a while in any case. */
@Injectable()
export class RelayLoop {
  private running: Promise<void> | undefined;
  private stopping = false;
  private woken = false;
  private wake: () => void = () => undefined;
  private unsubscribe: readonly (() => void)[] = [];

  constructor(
    private readonly relay: Relay,
    private readonly signal: ChangeSignal,
    private readonly log: Log,
  ) {}

  start(): void {
    this.unsubscribe = [JOBS_ADDED, SIGNAL_GAP].map((topic) => this.signal.on(topic, () => this.rouse()));
    this.running = this.run();
  }

  /** Settles when what is in hand has been carried over. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const end of this.unsubscribe) end();
    this.rouse();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.woken = false;
      try {
        while ((await this.relay.carryOver()) === AT_ONCE);
        await this.sleep((await this.relay.untilNext()) ?? LONGEST_WAIT_MS);
      } catch (error) {
        this.log.warn('jobs.relay_failed', { error });
        await this.sleep(LONGEST_WAIT_MS);
      }
    }
  }

  private rouse(): void {
    this.woken = true;
    this.wake();
  }

  private async sleep(ms: number): Promise<void> {
    if (this.woken || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, LONGEST_WAIT_MS));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}
