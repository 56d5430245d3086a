import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './hash.js';
import { TILE_HEIGHT } from './tile.js';

/**
 * All that is needed to append: the roots of the perfect subtrees that a tree of `size` leaves is made of, biggest first,
 * one for each bit that is set in `size`.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Uint8Array[];
}

/** The root of a perfect subtree of 256^(level+1) leaves that an append completed: one hash of a tile one level up. */
export interface TileRoot {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

export interface Appended {
  readonly frontier: Frontier;
  readonly root: Uint8Array;
  /** In the order of their completion. */
  readonly tileRoots: readonly TileRoot[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

/** Appends leaf hashes in order (RFC 9162 section 2.1.2: the stack that computes MTH of a growing list). */
export function appendLeaves(before: Frontier, leafHashes: readonly Uint8Array[]): Appended {
  const roots = [...before.roots];
  const tileRoots: TileRoot[] = [];
  let size = before.size;
  for (const leaf of leafHashes) {
    let node = leaf;
    let height = 0;
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = nodeHash(popped(roots), node);
      height += 1;
      if (height % TILE_HEIGHT === 0) {
        tileRoots.push({ level: height / TILE_HEIGHT - 1, index: Math.floor(size / 2 ** height), hash: node });
      }
    }
    roots.push(node);
    size += 1;
  }
  const frontier = { size, roots };
  return { frontier, root: rootOf(frontier), tileRoots };
}

/** RFC 9162 section 2.1.1: the tree's hash, from the roots of its perfect parts. */
export function rootOf({ roots }: Frontier): Uint8Array {
  let root = roots.at(-1);
  if (root === undefined) return EMPTY_ROOT;
  for (let i = roots.length - 2; i >= 0; i -= 1) root = nodeHash(roots[i] ?? EMPTY_ROOT, root);
  return root;
}

export const packFrontier = ({ roots }: Frontier): Buffer => Buffer.concat(roots);

/** @throws RangeError when `packed` cannot be the frontier of a tree of that size */
export function unpackFrontier(size: number, packed: Uint8Array): Frontier {
  const count = size.toString(2).replaceAll('0', '').length;
  if (packed.length !== count * HASH_BYTES)
    throw new RangeError(`A tree of ${size} leaves has ${count} roots, not ${packed.length} bytes.`);
  const roots = Array.from({ length: count }, (_, i) => packed.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
  return { size, roots };
}

function popped(roots: Uint8Array[]): Uint8Array {
  const root = roots.pop();
  if (root === undefined) throw new RangeError('The frontier does not fit its size.');
  return root;
}
