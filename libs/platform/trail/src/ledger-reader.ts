import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { HASH_BYTES, type ReadTile, type Tile, TILE_WIDTH } from '#engines/ledger';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { type LedgerPublicKey, toPublicKey } from './ledger-public-key.js';

/** The newest thing that a ledger said of itself. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
}

export interface StoredLeaf {
  readonly index: number;
  readonly eventId: string;
  readonly leaf: string;
  readonly leafHash: Uint8Array;
}

interface LeafRow {
  readonly index: bigint;
  readonly event_id: string;
  readonly leaf: string;
  readonly leaf_hash: Uint8Array;
}

/** What proofs, tiles and exports are read from. */
@Injectable()
export class LedgerReader {
  /** Null for an org that has no entry yet. */
  async checkpoint(tx: OrgTx, orgId: OrgId): Promise<SignedCheckpoint | null> {
    const [row] = await sql(tx).query<{ size: bigint; root: Uint8Array; note: string }>(
      'select size, root, note from ledger_checkpoints where org_id = $1::uuid order by size desc limit 1',
      [orgId],
    );
    return row ? { ...row, size: Number(row.size) } : null;
  }

  async publicKeys(tx: OrgTx, orgId: OrgId): Promise<readonly LedgerPublicKey[]> {
    const found = await sql(tx).query<{ name: string; public_key: Uint8Array }>(
      'select name, public_key from ledger_keys where org_id = $1::uuid order by created_at desc',
      [orgId],
    );
    return found.map(({ name, public_key }) => toPublicKey({ name, publicKey: public_key }));
  }

  /** Leaves `from` up to, not including, `to`. */
  async leaves(tx: OrgTx, orgId: OrgId, { from, to }: { from: number; to: number }): Promise<readonly StoredLeaf[]> {
    const found = await sql(tx).query<LeafRow & Record<string, unknown>>(
      `select index, event_id::text, leaf, leaf_hash from ledger_entries
       where org_id = $1::uuid and index >= $2::bigint and index < $3::bigint order by index`,
      [orgId, from, to],
    );
    return found.map((row) => ({
      index: Number(row.index),
      eventId: row.event_id,
      leaf: row.leaf,
      leafHash: row.leaf_hash,
    }));
  }

  /** The hashes of the leaves of a range, end to end. */
  async leafHashes(tx: OrgTx, orgId: OrgId, { from, to }: { from: number; to: number }): Promise<Buffer> {
    const [row] = await sql(tx).query<{ hashes: Uint8Array | null }>(
      `select string_agg(leaf_hash, ''::bytea order by index) as hashes from ledger_entries
       where org_id = $1::uuid and index >= $2::bigint and index < $3::bigint`,
      [orgId, from, to],
    );
    return Buffer.from(row?.hashes ?? []);
  }

  /** The first `width` hashes of a tile, or null when the ledger does not have so many yet. */
  async tile(tx: OrgTx, orgId: OrgId, { level, index, width }: Tile): Promise<Buffer | null> {
    const from = index * TILE_WIDTH;
    const hashes = width === TILE_WIDTH ? await this.fullTile(tx, orgId, { level, index }) : null;
    const found = hashes ?? (await this.hashesBelow(tx, orgId, { level, from, to: from + width }));
    return found.length === width * HASH_BYTES ? found : null;
  }

  /** For proofs. A tile that should be there and is not is a damaged ledger. */
  tilesOf(tx: OrgTx, orgId: OrgId): ReadTile {
    // One after another: a transaction is one connection, and a connection answers one question at a time.
    let last: Promise<unknown> = Promise.resolve();
    return (tile) => {
      const reading = last.then(async () => {
        const hashes = await this.tile(tx, orgId, tile);
        if (hashes === null)
          throw new Error(`The ledger of ${orgId} lacks tile ${tile.level}/${tile.index}. Run "ledger verify".`);
        return hashes;
      });
      last = reading.catch(() => undefined);
      return reading;
    };
  }

  private async fullTile(
    tx: OrgTx,
    orgId: OrgId,
    { level, index }: { level: number; index: number },
  ): Promise<Buffer | null> {
    const [row] = await sql(tx).query<{ hashes: Uint8Array }>(
      'select hashes from ledger_tiles where org_id = $1::uuid and level = $2::int and index = $3::bigint',
      [orgId, level, index],
    );
    return row ? Buffer.from(row.hashes) : null;
  }

  /** The hashes of a tile that is not full: of leaves, or the roots of the tiles one level down. */
  private async hashesBelow(
    tx: OrgTx,
    orgId: OrgId,
    { level, from, to }: { level: number; from: number; to: number },
  ): Promise<Buffer> {
    if (level === 0) return this.leafHashes(tx, orgId, { from, to });
    const [row] = await sql(tx).query<{ hashes: Uint8Array | null }>(
      `select string_agg(root, ''::bytea order by index) as hashes from ledger_tiles
       where org_id = $1::uuid and level = $2::int and index >= $3::bigint and index < $4::bigint`,
      [orgId, level - 1, from, to],
    );
    return Buffer.from(row?.hashes ?? []);
  }
}
