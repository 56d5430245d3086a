import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { PolicyDocument, Shadow, WrittenPolicy } from '#contracts';
import { digestOf, type SigningKey, writeShadow } from '#engines/bundle';
import { Clock, type MachineId, type OrgId } from '#kernel';
import { type Change, ChangeSignal, HotPath, OrgDatabase, SIGNAL_GAP } from '#platform/database';
import { Issuer } from '../bundles/issuer.js';
import { scopeOfDraft } from '../drafts/draft.js';
import { isForEveryone, type LayerBook, NOBODY } from '../layers/layer-book.js';
import { resolvedFor, type Variant, variantOf } from '../layers/variant.js';
import { BUNDLE_KEYS_CHANGED, BUNDLES_CHANGED, POLICY_PUBLISHED, SHADOW_CHANGED } from '../policies.events.js';
import { type ShadowAudience, type ShadowRun, shadowStateOf } from './shadow.js';
import { ShadowRepository } from './shadow.repository.js';
import { isInShare } from './shadow-share.js';

const MOST_ORGS = 1_000;
const MOST_MS = 60_000;

/** The envelope that tells a machine what to watch. */
export interface ShadowIssue {
  /** A strong entity tag, quoted. */
  readonly etag: string;
  readonly body: Buffer;
}

/** A run, and what it makes of everything that the org says. */
interface Known {
  readonly run: ShadowRun;
  readonly book: LayerBook;
  readonly keys: readonly SigningKey[];
  /** By variant: machines of people in the same groups are told the same. */
  readonly issues: Map<string, ShadowIssue>;
}

/**
 * What machines are told of a draft in shadow: resolved for each as its policy is, with the draft in its place, signed once for all of whom it is the
 * same, and held in memory until something of it changes.
 */
@Injectable()
export class ShadowIssues implements OnModuleDestroy {
  private readonly known = new LRUCache<OrgId, { readonly known: Known | null }>({
    max: MOST_ORGS,
    ttl: MOST_MS,
  });
  private readonly stops: readonly (() => void)[];
  private changes = 0;

  // eslint-disable-next-line max-params -- what runs, the keys that sign it, the hour, and who tells of changes
  constructor(
    private readonly db: OrgDatabase,
    private readonly hot: HotPath,
    private readonly shadows: ShadowRepository,
    private readonly issuer: Issuer,
    private readonly clock: Clock,
    signal: ChangeSignal,
  ) {
    const topics = [SHADOW_CHANGED, POLICY_PUBLISHED, BUNDLES_CHANGED, BUNDLE_KEYS_CHANGED, SIGNAL_GAP];
    this.stops = topics.map((topic) => signal.on(topic, (change) => this.forget(change)));
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
  }

  /** What a machine is to watch now; null when it is nothing. @throws PolicyTampered, BundleKeyUnreadable */
  async for(orgId: OrgId, machineId: MachineId): Promise<ShadowIssue | null> {
    const { known } = this.known.get(orgId) ?? (await this.load(orgId));
    if (known === null || shadowStateOf(known.run, this.clock.now()) === 'over') return null;
    const { id, audience } = known.run;
    if (!isInShare(id, audience.share, machineId) || !(await this.isOfGroup(orgId, machineId, audience))) return null;
    return issueFor(known, await this.variantFor(known, machineId));
  }

  private async isOfGroup(orgId: OrgId, machineId: MachineId, { group }: ShadowAudience): Promise<boolean> {
    if (group === null) return true;
    return this.hot.within({ orgId }, (tx) => this.shadows.isOfGroup(tx, { orgId }, machineId, group.id));
  }

  private async variantFor({ book }: Known, machineId: MachineId): Promise<Variant> {
    if (isForEveryone(book)) return variantOf(book, NOBODY);
    return variantOf(book, (await this.issuer.audiences(book, [machineId])).get(machineId) ?? NOBODY);
  }

  private async load(orgId: OrgId): Promise<{ known: Known | null }> {
    const before = this.changes;
    const known = await this.read(orgId);
    // What was read while there was a change may be older than it: it serves this request and is not remembered.
    if (this.changes === before) this.known.set(orgId, { known });
    return { known };
  }

  private read(orgId: OrgId): Promise<Known | null> {
    return this.db.within({ orgId }, async (tx) => {
      const run = await this.shadows.findRunning(tx, { orgId }, this.clock.now());
      if (run === null) return null;
      const said = await this.issuer.saidIn(tx, orgId, {
        scope: scopeOfDraft({ orgId, scope: run.draft.scope }),
        document: documentOf(run),
      });
      return said && { run, ...said, issues: new Map() };
    });
  }

  private forget({ topic, orgId }: Change): void {
    this.changes += 1;
    if (topic === SIGNAL_GAP || orgId === undefined) this.known.clear();
    else this.known.delete(orgId);
  }
}

function issueFor({ run, book, keys, issues }: Known, variant: Variant): ShadowIssue {
  const known = issues.get(variant.key);
  if (known !== undefined) return known;
  const envelope = writeShadow(statementOf(run, resolvedFor(book, variant).document), keys);
  const issue = { etag: `"${digestOf(envelope)}"`, body: Buffer.from(JSON.stringify(envelope)) };
  issues.set(variant.key, issue);
  return issue;
}

const documentOf = ({ document }: ShadowRun): PolicyDocument | WrittenPolicy =>
  JSON.parse(document) as PolicyDocument | WrittenPolicy;

const statementOf = ({ orgId, id, startsAt, endsAt }: ShadowRun, policy: PolicyDocument): Shadow => ({
  schema: 'castellan.shadow/v1',
  orgId,
  id,
  digest: digestOf(policy),
  from: startsAt.toISOString(),
  until: endsAt.toISOString(),
  policy,
});
