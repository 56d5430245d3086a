import { type Clock, DomainError } from '#kernel';
import { ServerRefused, SignInNeeded } from '../machine/agent.errors.js';
import type { ControlPlane, Heartbeat } from '../server/control-plane.js';
import type { SpoolReader } from '../spool/spool-reader.js';
import { Backoff } from './backoff.js';
import type { DaemonStatusFile } from './daemon-status.js';
import { listen, pause } from './event-listener.js';
import type { HookKeeper } from './hook-keeper.js';
import type { PolicyKeeper } from './policy-keeper.js';
import type { ShadowKeeper } from '../shadow/shadow-keeper.js';
import type { ShadowReporter } from '../shadow/shadow-reporter.js';
import type { Shipper } from './shipper.js';
import { counted } from '../spool/counted.js';

/** How often what is done, in milliseconds. */
export interface Rhythm {
  readonly lookMs: number;
  readonly heartbeatMs: number;
  readonly hooksMs: number;
  readonly fetchMs: number;
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
}

export const RHYTHM: Rhythm = {
  lookMs: 500,
  heartbeatMs: 60_000,
  hooksMs: 10_000,
  fetchMs: 5 * 60_000,
  firstBackoffMs: 1_000,
  longestBackoffMs: 30_000,
};

const REVOKED = 'This machine’s access was revoked. The cached policy stays in force until it expires.';

export interface DaemonParts {
  readonly server: Pick<ControlPlane, 'bundle' | 'events' | 'heartbeat' | 'logs' | 'shadow'>;
  readonly policy: PolicyKeeper;
  readonly reader: SpoolReader;
  readonly shipper: Shipper;
  readonly status: DaemonStatusFile;
  readonly clock: Clock;
  readonly rhythm: Rhythm;
  /** False once somebody has logged out under the daemon. */
  readonly isEnrolled: () => boolean;
  readonly heartbeat: () => Heartbeat;
  readonly hooks: Pick<HookKeeper, 'look'>;
  readonly shadow: { readonly keeper: ShadowKeeper; readonly reporter: ShadowReporter };
  /** One line for whoever watches the daemon. Never a secret. */
  readonly say: (line: string) => void;
}

/**
 * Keeps the machine in touch: the policy down, the evidence up, a sign of life between, and the hooks where they belong. Seven loops that know nothing of each other;
 * each waits out its own failures. None of them is needed for a decision: hooks decide by what lies in the cache.
 */
export class Daemon {
  private readonly revocation = new AbortController();

  constructor(private readonly parts: DaemonParts) {}

  /** Until `stop`, or until the machine is revoked or logged out. What is in the spool at the end is sent once more, if the server is there. */
  async run(told: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([told, this.revocation.signal]);
    this.parts.status.set({ trouble: null });
    await Promise.all([
      this.loop('policy', stop, () => this.fetchPolicy(), this.parts.rhythm.fetchMs),
      this.loop('events', stop, () => this.listenOnce(stop), 0),
      this.loop('spool', stop, () => this.shipOnce(), this.parts.rhythm.lookMs),
      this.loop('heartbeat', stop, () => this.beat(), this.parts.rhythm.heartbeatMs),
      this.loop('shadow', stop, () => this.fetchShadow(), this.parts.rhythm.fetchMs),
      this.loop('counts', stop, () => this.parts.shadow.reporter.report(), this.parts.rhythm.heartbeatMs),
      this.loop('hooks', stop, () => this.lookAfterHooks(), this.parts.rhythm.hooksMs),
    ]);
    if (!this.revocation.signal.aborted) await this.sayLast();
    this.parts.status.remove();
  }

  private async sayLast(): Promise<void> {
    await this.parts.shipper.ship().catch(() => undefined);
    await this.parts.shadow.reporter.report().catch(() => undefined);
  }

  private async loop(name: string, stop: AbortSignal, work: () => Promise<void>, pauseMs: number): Promise<void> {
    const { firstBackoffMs, longestBackoffMs } = this.parts.rhythm;
    const backoff = new Backoff(firstBackoffMs, longestBackoffMs);
    while (!stop.aborted) {
      let waitMs = pauseMs;
      try {
        if (this.parts.isEnrolled()) await work();
        else this.endForGood('This machine was logged out.');
        backoff.succeeded();
      } catch (error) {
        waitMs = Math.max(pauseMs, backoff.failed(error instanceof ServerRefused ? error.retryAfterMs : 0));
        this.trouble(name, error);
      }
      await pause(waitMs, stop);
    }
  }

  private async fetchPolicy(): Promise<void> {
    const applied = await this.parts.policy.refresh(this.parts.server);
    this.contact();
    if (typeof applied === 'object') this.sayApplied(applied);
  }

  private async listenOnce(stop: AbortSignal): Promise<void> {
    const { server, policy, status } = this.parts;
    try {
      await listen(
        server,
        {
          connected: () => {
            status.set({ connected: true });
            this.contact();
          },
          bundle: async (envelope) => this.sayApplied(await policy.apply(envelope, null)),
          changed: async (jitterMs) => {
            await pause(Math.random() * jitterMs, stop);
            await this.fetchPolicy();
          },
          shadowChanged: async (jitterMs) => {
            await pause(Math.random() * jitterMs, stop);
            await this.fetchShadow();
          },
          revoked: () => this.endForGood(REVOKED),
        },
        stop,
      );
      // A server that ends the stream at once must not be asked again at once.
      await pause(this.parts.rhythm.firstBackoffMs * Math.random(), stop);
    } finally {
      status.set({ connected: false });
    }
  }

  private async shipOnce(): Promise<void> {
    const { reader, shipper, say } = this.parts;
    if (!reader.hasOpenRecords() && reader.segments().length === 0) return;
    const sent = await shipper.ship();
    this.contact();
    if (sent > 0) say(`${counted(sent, 'event')} more in the ledger.`);
  }

  private async fetchShadow(): Promise<void> {
    await this.parts.shadow.keeper.refresh(this.parts.server);
    this.contact();
  }

  private lookAfterHooks(): Promise<void> {
    for (const line of this.parts.hooks.look()) this.parts.say(line);
    return Promise.resolve();
  }

  private async beat(): Promise<void> {
    await this.parts.server.heartbeat(this.parts.heartbeat());
    this.contact();
  }

  private contact(): void {
    this.parts.status.set({ lastContactAt: this.parts.clock.now().toISOString(), trouble: null });
  }

  private trouble(name: string, error: unknown): void {
    const sentence = error instanceof DomainError ? error.message : `Something unexpected happened (${nameOf(error)}).`;
    this.parts.status.set({ trouble: sentence });
    this.parts.say(`${name}: ${sentence}`);
    if (error instanceof SignInNeeded) this.parts.say('Decisions go on from the cached policy until it expires.');
  }

  private endForGood(sentence: string): void {
    if (this.revocation.signal.aborted) return;
    this.revocation.abort();
    this.parts.say(sentence);
  }

  private sayApplied(applied: Awaited<ReturnType<PolicyKeeper['apply']>>): void {
    if (applied.outcome === 'refused') this.parts.say(applied.sentence);
    else if (applied.isNew) this.parts.say(`Policy version ${applied.policyVersion} is in force.`);
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
