import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, type MachineId, type OrgId } from '#kernel';
import { type Change, ChangeSignal, OrgDatabase, SIGNAL_GAP } from '#platform/database';
import { BundleKeyService } from '../bundle-keys/bundle-key.service.js';
import { BUNDLE_KEYS_CHANGED, POLICY_PUBLISHED } from '../policies.events.js';
import { type Coding, EnvelopeShelf } from './envelope-shelf.js';
import { type Issue, issueOf } from './issue.js';
import { PolicyResolver } from './policy-resolver.js';

/** Orgs whose issue is held in memory; each holds its policy document, some tens of kilobytes. */
const MOST_ORGS = 2_000;
/** An org without a policy is asked again after this, though the change signal will come first. */
const NO_POLICY_MS = 60_000;

/** What is known of an org: its issue, or null where it has published no policy. */
interface Known {
  readonly issue: Issue | null;
  readonly until: Date;
}

/**
 * What every org says to its machines, held in memory and made anew when it changes: the database is asked once for each change or hour and
 * process, and a signature is made once for each machine that asks, or once for all machines that are pushed to.
 */
@Injectable()
export class BundleService implements OnModuleDestroy {
  private readonly known = new LRUCache<OrgId, Known>({ max: MOST_ORGS });
  private readonly loading = new Map<OrgId, Promise<Known>>();
  private readonly shelf = new EnvelopeShelf();
  private readonly stopHearing: readonly (() => void)[];

  constructor(
    private readonly db: OrgDatabase,
    private readonly resolver: PolicyResolver,
    private readonly keys: BundleKeyService,
    private readonly clock: Clock,
    signal: ChangeSignal,
  ) {
    this.stopHearing = [POLICY_PUBLISHED, BUNDLE_KEYS_CHANGED].map((topic) =>
      signal.on(topic, (change) => this.forget(change)),
    );
  }

  onModuleDestroy(): void {
    for (const stop of this.stopHearing) stop();
  }

  /** The issue that stands, if it is in memory: null for an org without a policy, undefined when it must be asked for. */
  peek(orgId: OrgId): Issue | null | undefined {
    const known = this.known.get(orgId);
    if (known === undefined || this.clock.now() >= known.until) return undefined;
    return known.issue;
  }

  /**
   * The issue that stands, or null for an org that has published no policy.
   * @throws PolicyTampered
   */
  async issue(orgId: OrgId): Promise<Issue | null> {
    const held = this.peek(orgId);
    if (held !== undefined) return held;
    const loading = this.loading.get(orgId) ?? this.load(orgId);
    return (await loading).issue;
  }

  /** The whole envelope for one machine, as JSON in UTF-8, in the given coding; at once when it was made before. */
  envelope(issue: Issue, machineId: MachineId, coding: Coding): Buffer | Promise<Buffer> {
    return this.shelf.take(issue, machineId, coding);
  }

  private load(orgId: OrgId): Promise<Known> {
    const loading = this.read(orgId);
    this.loading.set(orgId, loading);
    const settle = (known: Known | null): void => {
      // Who was told of a change meanwhile has taken this load off the map: what it read may be the state before the change.
      if (this.loading.get(orgId) !== loading) return;
      this.loading.delete(orgId);
      if (known) this.known.set(orgId, known);
    };
    loading.then(settle, () => settle(null));
    return loading;
  }

  private read(orgId: OrgId): Promise<Known> {
    const now = this.clock.now();
    return this.db.within({ orgId }, async (tx) => {
      const policy = await this.resolver.resolveIn(tx, { orgId });
      if (policy === null) return { issue: null, until: new Date(now.getTime() + NO_POLICY_MS) };
      const issue = issueOf(orgId, policy, await this.keys.openIn(tx, { orgId }), now);
      return { issue, until: issue.until };
    });
  }

  private forget({ topic, orgId }: Change): void {
    if (topic === SIGNAL_GAP || orgId === undefined) {
      this.known.clear();
      this.loading.clear();
    } else {
      this.known.delete(orgId);
      this.loading.delete(orgId);
    }
  }
}
