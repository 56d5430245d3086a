import { EMPTY_ROOT, HASH_BYTES, hashAt, nodeHash, sameHash } from './hash.js';
import { TILE_HEIGHT, type Tile, tileWidth } from './tile.js';

/** Gives the first `width` hashes of a tile, end to end. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array>;

/** Half open: leaves `from` up to, not including, `to`. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The hashes that lead from leaf `index` to the root of the tree of `size` leaves (RFC 9162 section 2.1.3.1).
 * @throws RangeError when the tree has no such leaf
 */
export async function inclusionProof(index: number, size: number, readTile: ReadTile): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`There is no leaf ${index} in a tree of ${size}.`);
  const beside: Range[] = [];
  for (let range: Range = { from: 0, to: size }; range.to - range.from > 1;) {
    const middle = range.from + splitOf(range.to - range.from);
    const [left, right] = [
      { from: range.from, to: middle },
      { from: middle, to: range.to },
    ];
    beside.push(index < middle ? right : left);
    range = index < middle ? left : right;
  }
  return new TreeReader(size, readTile).roots(beside.reverse());
}

/**
 * The hashes that prove the tree of `from` leaves to be the beginning of the tree of `to` (RFC 9162 section 2.1.4.1).
 * @throws RangeError unless 0 < from ≤ to
 */
export async function consistencyProof(from: number, to: number, readTile: ReadTile): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(from) || from < 1 || from > to)
    throw new RangeError(`A tree of ${from} is no beginning of one of ${to}.`);
  const ranges: Range[] = [];
  let range: Range = { from: 0, to };
  let isWhole = true;
  while (range.to !== from) {
    const middle = range.from + splitOf(range.to - range.from);
    if (from <= middle) {
      ranges.push({ from: middle, to: range.to });
      range = { from: range.from, to: middle };
    } else {
      ranges.push({ from: range.from, to: middle });
      range = { from: middle, to: range.to };
      isWhole = false;
    }
  }
  if (!isWhole) ranges.push(range);
  return new TreeReader(to, readTile).roots(ranges.reverse());
}

/** RFC 9162 section 2.1.3.2. */
export function verifyInclusion(
  proof: readonly Uint8Array[],
  leaf: { hash: Uint8Array; index: number },
  tree: Tree,
): boolean {
  if (leaf.index < 0 || leaf.index >= tree.size || !areHashes([leaf.hash, ...proof])) return false;
  const climb = new Climb(leaf.index, tree.size - 1);
  let root = leaf.hash;
  for (const hash of proof) {
    const side = climb.step();
    if (side === 'above') return false;
    root = side === 'left' ? nodeHash(hash, root) : nodeHash(root, hash);
  }
  return climb.isAtRoot && sameHash(root, tree.root);
}

/** A sibling of another length could move the border between the two halves of a node. */
const areHashes = (proof: readonly Uint8Array[]): boolean => proof.every(({ length }) => length === HASH_BYTES);

interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** RFC 9162 section 2.1.4.2. */
export function verifyConsistency(proof: readonly Uint8Array[], first: Tree, second: Tree): boolean {
  if (first.size > second.size || !areHashes(proof)) return false;
  if (first.size === second.size) return proof.length === 0 && sameHash(first.root, second.root);
  if (first.size === 0) return proof.length === 0 && sameHash(first.root, EMPTY_ROOT);
  return isGrown(proof, first, second);
}

/** Whether the proof leads from a first tree that is not empty to a larger second one. */
function isGrown(proof: readonly Uint8Array[], first: Tree, second: Tree): boolean {
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof;
  const roots = start && rootsAlong(rest, start, new Climb(first.size - 1, second.size - 1));
  return roots != null && sameHash(roots.before, first.root) && sameHash(roots.after, second.root);
}

/** What the proof says the roots of both trees are; null when it is too short or too long. */
function rootsAlong(
  proof: readonly Uint8Array[],
  start: Uint8Array,
  climb: Climb,
): { before: Uint8Array; after: Uint8Array } | null {
  climb.skipRightEdge();
  let [before, after] = [start, start];
  for (const hash of proof) {
    const side = climb.step();
    if (side === 'above') return null;
    if (side === 'left') before = nodeHash(hash, before);
    after = side === 'left' ? nodeHash(hash, after) : nodeHash(after, hash);
  }
  return climb.isAtRoot ? { before, after } : null;
}

/** The way of a verifier up a tree: `fn` and `sn` of RFC 9162 sections 2.1.3.2 and 2.1.4.2. */
class Climb {
  constructor(
    private fn: number,
    private sn: number,
  ) {}

  get isAtRoot(): boolean {
    return this.sn === 0;
  }

  /** Goes up by one hash of the proof, and tells on which side that hash stands; 'above' when there is nothing left to climb. */
  step(): 'left' | 'right' | 'above' {
    if (this.sn === 0) return 'above';
    const isLeft = this.fn % 2 === 1 || this.fn === this.sn;
    if (isLeft) while (this.fn % 2 === 0 && this.fn !== 0) this.up();
    this.up();
    return isLeft ? 'left' : 'right';
  }

  /** Section 2.1.4.2, step 4: to where the smaller tree's last perfect part begins. */
  skipRightEdge(): void {
    while (this.fn % 2 === 1) this.up();
  }

  private up(): void {
    this.fn = Math.floor(this.fn / 2);
    this.sn = Math.floor(this.sn / 2);
  }
}

/** Reads hashes of subtrees from tiles, each tile once. */
class TreeReader {
  private readonly tiles = new Map<string, Promise<Uint8Array>>();

  constructor(
    private readonly size: number,
    private readonly readTile: ReadTile,
  ) {}

  roots(ranges: readonly Range[]): Promise<Uint8Array[]> {
    return Promise.all(ranges.map((range) => this.root(range)));
  }

  /** A range that begins where the algorithms let it begin is a row of perfect subtrees, each smaller than the one before. */
  private async root({ from, to }: Range): Promise<Uint8Array> {
    const parts: Promise<Uint8Array>[] = [];
    for (let at = from; at < to;) {
      const height = heightWithin(to - at);
      parts.push(this.perfect(height, at / 2 ** height));
      at += 2 ** height;
    }
    return (await Promise.all(parts)).reduceRight((right, left) => nodeHash(left, right));
  }

  private async perfect(height: number, index: number): Promise<Uint8Array> {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const tileIndex = Math.floor((index * count) / 2 ** TILE_HEIGHT);
    const first = index * count - tileIndex * 2 ** TILE_HEIGHT;
    const hashes = await this.tile(level, tileIndex);
    let row = Array.from({ length: count }, (_, i) => hashAt(hashes, first + i));
    while (row.length > 1) row = row.flatMap((left, i) => (i % 2 === 0 ? [nodeHash(left, row[i + 1] ?? left)] : []));
    return row[0] ?? EMPTY_ROOT;
  }

  private tile(level: number, index: number): Promise<Uint8Array> {
    const key = `${level}/${index}`;
    const known = this.tiles.get(key) ?? this.readTile({ level, index, width: tileWidth(this.size, level, index) });
    this.tiles.set(key, known);
    return known;
  }
}

/** RFC 9162 section 2.1.1: the largest power of two smaller than `count`. By doubling: logarithms of doubles round. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

const isPowerOfTwo = (n: number): boolean => n === 1 || splitOf(n) * 2 === n;

/** The height of the biggest perfect tree of at most `count` leaves. */
function heightWithin(count: number): number {
  let height = 0;
  while (2 ** (height + 1) <= count) height += 1;
  return height;
}
