import { Injectable } from '@nestjs/common';
import { Clock, type OrgId } from '#kernel';
import { appendLeaves, signCheckpoint } from '#engines/ledger';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { InstallationSealer } from '#platform/vault';
import type { EntryBatch } from './entry-batch.js';
import { EntryRepository } from './entry.repository.js';
import { HeadRepository, type LedgerHead } from './head.repository.js';
import { LedgerKeyRepository } from './ledger-key.repository.js';
import { type LedgerPublicKey, toPublicKey } from './ledger-public-key.js';
import { ProjectionRepository } from './projection.repository.js';

/** Told at the commit of every append; `id` is the ledger's new size. */
export const LEDGER_APPENDED = 'ledger.appended';

export interface AppendReport {
  /** Index of the first entry that was appended; the others follow without a gap. */
  readonly first: number;
  readonly appended: number;
  /** Events that the ledger had taken before, or twice in this batch; the first stands. */
  readonly duplicates: number;
  readonly size: number;
}

/** The one way into an org's ledger. Every append moves tree, tiles, checkpoint and read models with it, in the caller's transaction. */
@Injectable()
export class Ledger {
  private readonly keys: LedgerKeyRepository;
  private readonly heads: HeadRepository;
  private readonly entries = new EntryRepository();
  private readonly projections = new ProjectionRepository();

  constructor(
    sealer: InstallationSealer,
    private readonly signal: ChangeSignal,
    private readonly clock: Clock,
  ) {
    this.keys = new LedgerKeyRepository(sealer);
    this.heads = new HeadRepository(this.keys);
  }

  /**
   * Appends what the ledger does not have yet. Locks the ledger until the transaction ends, so call it last.
   * Indexes have no gaps: what is rolled back was never there.
   */
  async append(tx: OrgTx, orgId: OrgId, batch: EntryBatch): Promise<AppendReport> {
    const head = await this.heads.lock(tx, orgId, this.clock.now());
    return this.extend(tx, orgId, head, { batch, fresh: await this.withoutDuplicates(tx, orgId, batch) });
  }

  /** As `append`, of entries that were made just now, whose ids nobody can have given yet. */
  async appendNew(tx: OrgTx, orgId: OrgId, batch: EntryBatch): Promise<AppendReport> {
    const head = await this.heads.lock(tx, orgId, this.clock.now());
    return this.extend(tx, orgId, head, { batch, fresh: batch });
  }

  private async extend(
    tx: OrgTx,
    orgId: OrgId,
    head: LedgerHead,
    { batch, fresh }: { readonly batch: EntryBatch; readonly fresh: EntryBatch },
  ): Promise<AppendReport> {
    const now = this.clock.now();
    const first = head.frontier.size;
    const report = { first, appended: fresh.size, duplicates: batch.size - fresh.size, size: first + fresh.size };
    if (fresh.size === 0) return report;

    const { frontier, root, tileRoots } = appendLeaves(head.frontier, fresh.leafHashes());
    await this.entries.insert(tx, orgId, first, fresh);
    await this.entries.insertTiles(tx, orgId, tileRoots);
    await this.projections.add(tx, orgId, fresh.projection);

    const signer = await this.keys.signer(tx, orgId, head.keyid);
    const note = signCheckpoint({ origin: signer.name, size: frontier.size, root }, signer);
    await this.heads.move(tx, orgId, { frontier, root, note, now });
    await this.signal.notify(tx, { topic: LEDGER_APPENDED, orgId, id: String(frontier.size) });
    return report;
  }

  /** The key that verifies the org's checkpoints; makes the ledger when the org has none yet. */
  async publicKey(tx: OrgTx, orgId: OrgId): Promise<LedgerPublicKey> {
    const { keyid } = await this.heads.lock(tx, orgId, this.clock.now());
    return toPublicKey(await this.keys.signer(tx, orgId, keyid));
  }

  private async withoutDuplicates(tx: OrgTx, orgId: OrgId, batch: EntryBatch): Promise<EntryBatch> {
    const known = new Set(await this.entries.known(tx, orgId, batch));
    const fresh = new Set<number>();
    batch.ids.forEach((id, place) => {
      if (known.has(id)) return;
      known.add(id);
      fresh.add(place);
    });
    return fresh.size === batch.size ? batch : batch.only(fresh);
  }
}
