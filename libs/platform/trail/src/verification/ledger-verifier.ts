import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { type Fault, Faults, HASH_BYTES, sameHash, TILE_WIDTH } from '#engines/ledger';
import { HotPath, type OrgScope } from '#platform/database';
import { EntryCheck, type OpenContent } from './entry-check.js';
import {
  checkpointsOf,
  countOf,
  entriesOf,
  headOf,
  leafTileOf,
  type StoredEntry,
  type StoredHead,
  upperTilesOf,
} from './ledger-rows.js';
import { LedgerWitness } from './ledger-witness.js';
import { TreeCheck } from './tree-check.js';

export interface LedgerReport {
  readonly ok: boolean;
  /** How many entries the ledger's head speaks of. */
  readonly size: number;
  /** Contents that were held against their digests; that are erased; and that could not be opened just now. */
  readonly contents: number;
  readonly erased: number;
  readonly unread: number;
  /** The first hundred. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
}

/** Checks a whole ledger as it is stored: every row, tile, checkpoint and signature, and every content that can be opened. */
@Injectable()
export class LedgerVerifier {
  constructor(
    private readonly hot: HotPath,
    private readonly witness: LedgerWitness,
  ) {}

  /** Reads a tile's worth of entries at a time, each in a transaction of its own, so that a large ledger does not hold one for minutes. */
  async verify(scope: OrgScope, open: OpenContent | null = null): Promise<LedgerReport> {
    const faults = new Faults();
    const entries = new EntryCheck(scope.orgId, faults, open);
    const head = await this.hot.within(scope, (tx) => headOf(tx, scope.orgId));
    if (head === null) await this.checkAbsent(scope, faults);
    else await this.checkLedger({ scope, head, faults, entries });
    return {
      ok: faults.total === 0,
      size: head?.size ?? 0,
      ...{ contents: entries.contents, erased: entries.erased, unread: entries.unread },
      ...{ faults: faults.list, faultCount: faults.total },
    };
  }

  private async checkAbsent(scope: OrgScope, faults: Faults): Promise<void> {
    const count = await this.hot.within(scope, (tx) => countOf(tx, scope.orgId));
    if (count > 0 || this.witness.seen(scope.orgId) > 0) faults.add('ledger.cut', null, 'The ledger’s head is gone.');
  }

  private async checkLedger({ scope, head, faults, entries }: Work): Promise<void> {
    this.checkEdge(scope.orgId, head, faults);
    const tree = new TreeCheck(head.keys, faults);
    for (let tile = 0; tile * TILE_WIDTH < head.size; tile += 1) {
      await this.checkTile({ scope, head, faults, entries }, tree, tile);
    }
    if (!tree.hasRoot(head.root))
      faults.add('checkpoint.root', null, `The entries do not lead to the root that the head holds over ${head.size}.`);
    if (!tree.hasFrontier(head.frontier)) {
      faults.add(
        'checkpoint.root',
        null,
        'The head does not hold the frontier of its tree: whatever is appended next would not continue it.',
      );
    }
    await this.checkUpperTiles(scope, faults);
  }

  /** Rows behind the head, and a head that was set back. */
  private checkEdge(orgId: OrgId, head: StoredHead, faults: Faults): void {
    if (head.beyond > 0)
      faults.add(
        'entry.inserted',
        head.size,
        `${head.beyond} rows stand behind the end of the ledger, which has ${head.size} entries.`,
      );
    const known = Math.max(head.largestCheckpoint, this.witness.seen(orgId));
    if (known > head.size)
      faults.add('ledger.cut', head.size, `The ledger was cut back to ${head.size} entries: it once had ${known}.`);
    if (head.largestCheckpoint < head.size)
      faults.add('checkpoint.forged', null, `There is no checkpoint over the ledger's ${head.size} entries.`);
  }

  private async checkTile({ scope, head, faults, entries }: Work, tree: TreeCheck, tile: number): Promise<void> {
    const range = { from: tile * TILE_WIDTH, to: Math.min((tile + 1) * TILE_WIDTH, head.size) };
    const { rows, checkpoints, stored } = await this.hot.within(scope, async (tx) => ({
      rows: await entriesOf(tx, scope.orgId, range),
      checkpoints: await checkpointsOf(tx, scope.orgId, { after: range.from, upTo: range.to }),
      stored: await leafTileOf(tx, scope.orgId, tile),
    }));
    for (const row of rows) await entries.check(row);
    if (stored === null && range.to - range.from === TILE_WIDTH) {
      faults.add('tile.altered', null, `The tile of entries ${range.from} to ${range.to - 1} is missing.`);
    }
    const hashes = hashesOf(rows, range, stored?.hashes ?? null, faults);
    const meetings = checkpoints.map((checkpoint) => ({ checkpoint, end: checkpoint.size - range.from }));
    let done = 0;
    for (const { checkpoint, end } of meetings) {
      growBy(tree, hashes.slice(done, end));
      tree.meet(checkpoint);
      done = end;
    }
    growBy(tree, hashes.slice(done));
  }

  private async checkUpperTiles(scope: OrgScope, faults: Faults): Promise<void> {
    for (const { level, index, hashes, below } of await this.hot.within(scope, (tx) => upperTilesOf(tx, scope.orgId))) {
      if (below === null || !sameHash(hashes, below))
        faults.add('tile.altered', null, `Tile ${level}/${index} does not hold the roots of the tiles below it.`);
    }
  }
}

interface Work {
  readonly scope: OrgScope;
  readonly head: StoredHead;
  readonly faults: Faults;
  readonly entries: EntryCheck;
}

function growBy(tree: TreeCheck, hashes: readonly (Uint8Array | null)[]): void {
  const whole = hashes.filter((hash) => hash !== null);
  if (whole.length < hashes.length) tree.breakOff();
  tree.grow(whole);
}

/**
 * The hash of each place of a tile: the stored tile's where there is one, which also tells exactly which row differs; else the row's own.
 * Null where a row is missing and nothing else knows its hash.
 */
function hashesOf(
  rows: readonly StoredEntry[],
  { from, to }: { from: number; to: number },
  tile: Buffer | null,
  faults: Faults,
): (Uint8Array | null)[] {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const committed = tile?.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES) ?? null;
    const row = byIndex.get(index);
    if (row === undefined) faults.add('entry.missing', index, `Entry ${index} is missing.`);
    else if (committed !== null && !committed.equals(row.leafHash)) tellDifference({ row, from, tile, faults });
    return committed ?? row?.leafHash ?? null;
  });
}

function tellDifference({
  row,
  from,
  tile,
  faults,
}: {
  row: StoredEntry;
  from: number;
  tile: Buffer | null;
  faults: Faults;
}): void {
  const at = tile?.indexOf(row.leafHash) ?? -1;
  if (at !== -1 && at % HASH_BYTES === 0) {
    const place = from + at / HASH_BYTES;
    faults.add('entry.moved', row.index, `Where entry ${row.index} belongs stands entry ${place}.`);
  } else {
    faults.add(
      'entry.altered',
      row.index,
      `Entry ${row.index} was altered together with its hash: the ledger's tile has another.`,
    );
  }
}
