import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { consistencyProof, entryBundle, inclusionProof, TILE_WIDTH, type TilePath } from '#engines/ledger';
import { HotPath, type OrgTx } from '#platform/database';
import { LedgerReader, type SignedCheckpoint } from '#platform/trail';
import { NothingInLedger, ProofImpossible, TileNotFound } from './proof.errors.js';

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly Uint8Array[];
}

/** What an auditor asks a ledger: where it stands, and to prove it. */
@Injectable()
export class ProofService {
  constructor(
    private readonly hot: HotPath,
    private readonly ledger: LedgerReader,
  ) {}

  /** @throws NothingInLedger */
  checkpoint(ctx: RequestContext): Promise<SignedCheckpoint> {
    return this.hot.within(ctx, (tx) => this.newest(tx, ctx));
  }

  /** @throws TileNotFound for a tile, or a width of one, that the ledger does not have yet */
  async tile(ctx: RequestContext, { level, index, width }: TilePath): Promise<Buffer> {
    const found = await this.hot.within(ctx, (tx) =>
      level === 'entries'
        ? this.bundle(tx, ctx, { index, width })
        : this.ledger.tile(tx, ctx.orgId, { level, index, width }),
    );
    if (found === null) throw new TileNotFound('Ask for a tile, or a partial one, within the size of a checkpoint.');
    return found;
  }

  /** @throws ProofImpossible @throws NothingInLedger */
  inclusion(ctx: RequestContext, { index, size }: { index: number; size?: number | undefined }): Promise<Inclusion> {
    return this.hot.within(ctx, async (tx) => {
      const tree = await this.treeOf(tx, ctx, size);
      if (index >= tree) throw new ProofImpossible(`Ask for an index below ${tree}.`);
      return { index, size: tree, hashes: await inclusionProof(index, tree, this.ledger.tilesOf(tx, ctx.orgId)) };
    });
  }

  /** @throws ProofImpossible @throws NothingInLedger */
  consistency(ctx: RequestContext, { from, to }: { from: number; to?: number | undefined }): Promise<Consistency> {
    return this.hot.within(ctx, async (tx) => {
      const tree = await this.treeOf(tx, ctx, to);
      if (from > tree) throw new ProofImpossible(`Ask for a first size of at most ${tree}.`);
      return { from, to: tree, hashes: await consistencyProof(from, tree, this.ledger.tilesOf(tx, ctx.orgId)) };
    });
  }

  private async bundle(
    tx: OrgTx,
    { orgId }: RequestContext,
    { index, width }: { index: number; width: number },
  ): Promise<Buffer | null> {
    const from = index * TILE_WIDTH;
    const leaves = await this.ledger.leaves(tx, orgId, { from, to: from + width });
    return leaves.length === width ? entryBundle(leaves.map(({ leaf }) => Buffer.from(leaf))) : null;
  }

  private async treeOf(tx: OrgTx, ctx: RequestContext, asked: number | undefined): Promise<number> {
    const { size } = await this.newest(tx, ctx);
    if (asked !== undefined && asked > size)
      throw new ProofImpossible(`The ledger has ${size} entries; ask for no larger tree.`);
    return asked ?? size;
  }

  private async newest(tx: OrgTx, { orgId }: RequestContext): Promise<SignedCheckpoint> {
    const found = await this.ledger.checkpoint(tx, orgId);
    if (found === null) throw new NothingInLedger('Nothing has been recorded for your organisation yet.');
    return found;
  }
}
