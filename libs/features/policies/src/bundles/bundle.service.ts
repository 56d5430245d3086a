import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, type MachineId, type OrgId } from '#kernel';
import { type Change, ChangeSignal, SIGNAL_GAP } from '#platform/database';
import { NOBODY } from '../layers/layer-book.js';
import { BUNDLE_KEYS_CHANGED, BUNDLES_CHANGED } from '../policies.events.js';
import { type Coding, EnvelopeShelf } from './envelope-shelf.js';
import type { Issue } from './issue.js';
import { Issuer } from './issuer.js';
import type { OrgIssues } from './org-issues.js';

/** Orgs whose issues are held in memory; each holds its policy documents, some tens of kilobytes a variant. */
const MOST_ORGS = 2_000;
/** An org without a policy is asked again after this, though the change signal will come first. */
const NO_POLICY_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Of whom the database is asked at once. */
const MOST_MACHINES = 5_000;

/** What is known of an org: its issues, or null where it has published no policy. */
interface Known {
  readonly issues: OrgIssues | null;
  readonly until: Date;
}

/**
 * What every org says to its machines, held in memory and made anew when it changes: the database is asked once for each change or hour and
 * process, and where an org tells its people different things once for each machine; a signature is made once for each machine that asks, or once for all
 * machines of a variant that are pushed to.
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
    this.stopHearing = [BUNDLES_CHANGED, BUNDLE_KEYS_CHANGED].map((topic) =>
      signal.on(topic, (change) => this.forget(change)),
    );
  }

  /** Calls `hear` when what an org says is no longer what it was, or, with null, when that may be so of any. Answers how to stop it. */
  onChange(hear: (orgId: OrgId | null) => void): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }

  onModuleDestroy(): void {
    for (const stop of this.stopHearing) stop();
  }

  /** What a machine is told, if that is in memory: null in an org without a policy, undefined when it must be asked for. */
  peek(orgId: OrgId, machineId: MachineId): Issue | null | undefined {
    const known = this.fresh(orgId);
    return known?.issues === null ? null : known?.issues.peek(machineId);
  }

  /**
   * What a machine is told, or without one what a machine of nobody is; null in an org that has published no policy.
   * @throws PolicyTampered, BundleKeyUnreadable
   */
  async issue(orgId: OrgId, machineId?: MachineId): Promise<Issue | null> {
    const issues = await this.issuesOf(orgId);
    if (issues === null) return null;
    if (machineId === undefined) return issues.issueFor(NOBODY);
    return issues.peek(machineId) ?? (await this.assigned(issues, [machineId])).get(machineId) ?? null;
  }

  /**
   * What each of the machines is told: those of one variant are told the same. Empty in an org that has published no policy.
   * @throws PolicyTampered, BundleKeyUnreadable
   */
  async issues(orgId: OrgId, machineIds: readonly MachineId[]): Promise<ReadonlyMap<MachineId, Issue>> {
    const issues = await this.issuesOf(orgId);
    if (issues === null) return new Map();
    const unknown = machineIds.filter((id) => issues.peek(id) === undefined);
    const found = new Map<MachineId, Issue>();
    for (let from = 0; from < unknown.length; from += MOST_MACHINES)
      for (const [id, issue] of await this.assigned(issues, unknown.slice(from, from + MOST_MACHINES)))
        found.set(id, issue);
    for (const id of machineIds) {
      const issue = found.get(id) ?? issues.peek(id);
      if (issue !== undefined) found.set(id, issue);
    }
    return found;
  }

  /** The whole envelope for one machine, as JSON in UTF-8, in the given coding; at once when it was made before. */
  envelope(issue: Issue, machineId: MachineId, coding: Coding): Buffer | Promise<Buffer> {
    return this.shelf.take(issue, machineId, coding);
  }

  private fresh(orgId: OrgId): Known | undefined {
    const known = this.known.get(orgId);
    return known === undefined || this.clock.now() >= known.until ? undefined : known;
  }

  private async issuesOf(orgId: OrgId): Promise<OrgIssues | null> {
    const known = this.fresh(orgId) ?? (await (this.loading.get(orgId) ?? this.load(orgId)));
    return known.issues;
  }

  private async assigned(issues: OrgIssues, ids: readonly MachineId[]): Promise<ReadonlyMap<MachineId, Issue>> {
    const audiences = await this.issuer.audiences(issues.book, ids);
    return new Map([...audiences].map(([id, audience]) => [id, issues.assign(id, audience)]));
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
    const issues = await this.issuer.issues(orgId, now);
    const nextHour = (Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS;
    return { issues, until: new Date(issues === null ? now.getTime() + NO_POLICY_MS : nextHour) };
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
