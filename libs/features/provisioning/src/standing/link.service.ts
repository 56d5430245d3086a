import { setTimeout as after } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, newId, type PrincipalId, type RequestContext } from '#kernel';
import { enterOrg, HotPath, type OrgTx, SystemDatabase, type SystemTx } from '#platform/database';
import { Log } from '#platform/observability';
import type { DirectoryScope } from '../directories/directory.js';
import { DirectoryRepository } from '../directories/directory.repository.js';
import { LastOwnerStays, StandsAbove } from '../scim/scim.errors.js';
import type { DirectoryUserId } from '../users/directory-user.js';
import { type Arrival, DirectoryUserRepository } from '../users/directory-user.repository.js';
import { HeldBackDesk } from './held-back.js';
import { type Match, StandingReader } from './standing.reader.js';
import { StandingService } from './standing.service.js';

const MOST_AT_ONCE = 500;
/** A synchronisation adds users one by one: those of a moment are looked up together. */
const GATHERED_MS = 200;
const LINKER = '00000000-0000-7000-8000-00000000000b' as PrincipalId;

/**
 * Finds out which accounts of the org a directory's new users are. Not within the request that adds them: a thousand users in a message are
 * looked up at once. What a process does not come to is done by the next, or by the job.
 */
@Injectable()
export class LinkService {
  private readonly running = new Map<string, Promise<void>>();

  // eslint-disable-next-line max-params -- users are an org's and people are nobody's
  constructor(
    private readonly system: SystemDatabase,
    private readonly hot: HotPath,
    private readonly reader: StandingReader,
    private readonly users: DirectoryUserRepository,
    private readonly standing: StandingService,
    private readonly directories: DirectoryRepository,
    private readonly heldBack: HeldBackDesk,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Looks soon. Never fails: the job looks again. */
  nudge(scope: DirectoryScope): void {
    const key = scope.directoryId;
    const before = this.running.get(key);
    if (before !== undefined) return;
    const run = after(GATHERED_MS, undefined, { ref: false })
      .then(() => this.linkAwaiting(scope))
      .catch((error: unknown) => this.log.warn('provisioning.linking_failed', { error }))
      .finally(() => this.running.delete(key));
    this.running.set(key, run);
  }

  /** What is under way at this moment. */
  async settled(): Promise<void> {
    await Promise.all(this.running.values());
  }

  async linkAll(): Promise<void> {
    const waiting = await this.system.glance('find users who await a look', (tx) =>
      this.reader.waitingAcrossTenants(tx),
    );
    for (const scope of waiting) await this.linkAwaiting(scope);
  }

  async linkAwaiting(scope: DirectoryScope): Promise<void> {
    for (let done = MOST_AT_ONCE; done === MOST_AT_ONCE;) done = await this.linkSome(scope);
  }

  /** Of a synchronisation hardly anybody has an account here already: who none of them is is found by one look, which holds up nobody. */
  private async linkSome(scope: DirectoryScope): Promise<number> {
    const arrivals = await this.system.glance('see who awaits a look', (tx) =>
      this.reader.arrivals(tx, scope, MOST_AT_ONCE),
    );
    if (arrivals.some(({ isKnown }) => isKnown)) return this.linkKnown(scope);
    if (arrivals.length > 0) await this.hot.each(scope, (tx) => this.users.markSeen(tx, scope, arrivals));
    return arrivals.length;
  }

  private linkKnown(scope: DirectoryScope): Promise<number> {
    return this.system.swiftly('link users of a directory', async (tx) => {
      const orgTx = await enterOrg(tx, scope.orgId);
      await this.users.beginLinking(orgTx, scope);
      const arrivals = await this.reader.arrivals(tx, scope, MOST_AT_ONCE);
      const matches = await this.matchesAmong(tx, orgTx, scope, arrivals);
      await this.users.markSeen(orgTx, scope, arrivals);
      const now = this.clock.now();
      const principal = { kind: 'job', id: LINKER, label: 'directory linking' } as const;
      const ctx: RequestContext = { orgId: scope.orgId, principal, requestId: newId(now), now };
      for (const { id: userId, personId } of matches) await this.standing.linkIn(orgTx, scope, { userId, personId });
      for (const match of matches) if (!match.active) await this.suspendIn(tx, orgTx, { ...scope, ...ctx }, match);
      return arrivals.length;
    });
  }

  /** Which token said so is not known any more: each that is good has to have the power. Who stays is told of loudly, and the others go on. */
  private async suspendIn(
    tx: SystemTx,
    orgTx: OrgTx,
    ctx: RequestContext & DirectoryScope,
    { personId, label }: Match,
  ): Promise<void> {
    const by = (await this.directories.goodTokens(orgTx, ctx, ctx.now)).map(({ power }) => power);
    try {
      await this.standing.suspendIn(tx, ctx, { personId, label, by });
    } catch (error) {
      if (!(error instanceof StandsAbove || error instanceof LastOwnerStays)) throw error;
      await this.heldBack.tellIn(orgTx, ctx, { personId, label }, error);
    }
  }

  /** Those who are found are held, and looked for again: what changed of them meanwhile counts. */
  private async matchesAmong(
    tx: SystemTx,
    orgTx: OrgTx,
    scope: DirectoryScope,
    arrivals: readonly Arrival[],
  ): Promise<readonly Match[]> {
    const found = await this.reader.matches(tx, scope, idsOf(arrivals));
    if (found.length === 0) return [];
    await this.users.hold(orgTx, scope, idsOf(found));
    return this.reader.matches(tx, scope, idsOf(found));
  }
}

const idsOf = (some: readonly { readonly id: DirectoryUserId }[]): readonly DirectoryUserId[] =>
  some.map(({ id }) => id);
