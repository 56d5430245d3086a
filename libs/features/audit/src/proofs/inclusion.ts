import { inclusionProof, type ReadTile } from '#engines/ledger';

/** That an entry stands in the tree that a checkpoint speaks of. */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint; null for a tree of another size than the newest one's. */
  readonly checkpoint: string | null;
}

export async function inclusionIn(
  tree: { size: number; root: Uint8Array; note: string | null },
  index: number,
  readTile: ReadTile,
): Promise<InclusionProof> {
  return {
    index,
    size: tree.size,
    root: tree.root,
    hashes: await inclusionProof(index, tree.size, readTile),
    checkpoint: tree.note,
  };
}
