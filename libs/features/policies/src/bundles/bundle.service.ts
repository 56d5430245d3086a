import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, type MachineId, type OrgId } from '#kernel';
import { type Change, ChangeSignal, SIGNAL_GAP } from '#platform/database';
import { BUNDLE_KEYS_CHANGED, POLICY_PUBLISHED } from '../policies.events.js';
import { type Coding, EnvelopeShelf } from './envelope-shelf.js';
import type { Issue } from './issue.js';
import { Issuer } from './issuer.js';

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
  private readonly hearers = new Set<(orgId: OrgId | null) => void>();
  private readonly stopHearing: readonly (() => void)[];

  constructor(
    private readonly issuer: Issuer,
    private readonly clock: Clock,
    signal: ChangeSignal,
  ) {
    this.stopHearing = [POLICY_PUBLISHED, BUNDLE_KEYS_CHANGED].map((topic) =>
      signal.on(topic, (change) => this.forget(change)),
    );
  }

  /** Calls `hear` when an org's issue is no longer what it was, or, with null, when that may be so of any. Answers how to stop it. */
  onChange(hear: (orgId: OrgId | null) => void): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
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
   * @throws PolicyTampered, BundleKeyUnreadable
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

  private async read(orgId: OrgId): Promise<Known> {
    const now = this.clock.now();
    const issue = await this.issuer.issue(orgId, now);
    return { issue, until: issue?.until ?? new Date(now.getTime() + NO_POLICY_MS) };
  }

  private forget({ topic, orgId }: Change): void {
    if (topic === SIGNAL_GAP || orgId === undefined) {
      this.known.clear();
      this.loading.clear();
    } else {
      this.known.delete(orgId);
      this.loading.delete(orgId);
    }
    for (const hear of this.hearers) hear(topic === SIGNAL_GAP ? null : (orgId ?? null));
  }
}
