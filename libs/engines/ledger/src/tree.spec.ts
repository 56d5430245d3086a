import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendLeaves, EMPTY_FRONTIER, packFrontier, rootOf, type TileRoot, unpackFrontier } from './frontier.js';
import { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './hash.js';
import { consistencyProof, inclusionProof, type ReadTile, verifyConsistency, verifyInclusion } from './proof.js';
import { TILE_WIDTH } from './tile.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// The inputs and hashes that implementations of RFC 6962 share (Certificate Transparency's merkle_tree_test).
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const known = inputs.map((input) => leafHash(Buffer.from(input, 'hex')));

/** MTH of RFC 9162 section 2.1.1, as the text says it: slow, and with nothing in common with the code under test. */
function mth(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (only === undefined) return EMPTY_ROOT;
  if (hashes.length === 1) return only;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return nodeHash(mth(hashes.slice(0, k)), mth(hashes.slice(k)));
}

const leaves = Array.from({ length: 1_200 }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));
const treeOf = (size: number) => ({ size, root: rootOf(appendLeaves(EMPTY_FRONTIER, leaves.slice(0, size)).frontier) });

/** Tiles as they would be stored: level 0 are the leaves, the levels above what appending told. */
function tilesOf(size: number): ReadTile {
  const { tileRoots } = appendLeaves(EMPTY_FRONTIER, leaves.slice(0, size));
  return ({ level, index, width }) => {
    const from = index * TILE_WIDTH;
    const row =
      level === 0
        ? leaves.slice(0, size).slice(from, from + width)
        : tileRoots
            .filter((tile) => tile.level === level - 1)
            .sort(byIndex)
            .slice(from, from + width)
            .map(({ hash }) => hash);
    expect(row).toHaveLength(width);
    return Promise.resolve(Buffer.concat(row));
  };
}
const byIndex = (a: TileRoot, b: TileRoot): number => a.index - b.index;

describe('the tree', () => {
  it.each(roots.map((root, size) => [size, root] as const))('has the known root at size %i', (size, root) => {
    expect(hex(appendLeaves(EMPTY_FRONTIER, known.slice(0, size)).root)).toBe(root);
  });

  it('has the root that the RFC defines, however its leaves are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (batches) => {
        let frontier = EMPTY_FRONTIER;
        for (const count of batches) {
          frontier = appendLeaves(
            frontier,
            leaves.slice(frontier.size, Math.min(frontier.size + count, leaves.length)),
          ).frontier;
          frontier = unpackFrontier(frontier.size, packFrontier(frontier));
        }
        expect(hex(rootOf(frontier))).toBe(hex(mth(leaves.slice(0, frontier.size))));
      }),
      { numRuns: 40 },
    );
  });

  it('tells the root of every tile that an append completes', () => {
    const first = appendLeaves(EMPTY_FRONTIER, leaves.slice(0, 200));
    const second = appendLeaves(first.frontier, leaves.slice(200, 1_100));
    expect(first.tileRoots).toEqual([]);
    expect(second.tileRoots.map(({ level, index }) => [level, index])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(hex(second.tileRoots[2]?.hash ?? EMPTY_ROOT)).toBe(hex(mth(leaves.slice(512, 768))));
  });

  it('refuses a frontier that does not fit its size', () => {
    expect(() => unpackFrontier(5, Buffer.alloc(HASH_BYTES))).toThrow(RangeError);
  });
});

describe('inclusion proofs', () => {
  it('prove every leaf of every small tree, and nothing else', async () => {
    for (let size = 1; size <= 40; size += 1) {
      const tree = treeOf(size);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, tilesOf(size));
        const hash = leaves[index]!;
        expect(verifyInclusion(proof, { hash, index }, tree)).toBe(true);
        expect(verifyInclusion(proof, { hash: leaves[index + 1]!, index }, tree)).toBe(false);
        // In the very first tree there is only one place; elsewhere another place is refused.
        if (size > 1) expect(verifyInclusion(proof, { hash, index: (index + 1) % size }, tree)).toBe(false);
        expect(verifyInclusion([...proof, hash], { hash, index }, tree)).toBe(false);
        // The same bytes under the hash, with the border between leaf and sibling moved.
        const [sibling, ...above] = proof;
        if (sibling !== undefined) {
          const moved = Buffer.concat([hash, sibling]);
          expect(verifyInclusion([moved.subarray(31), ...above], { hash: moved.subarray(0, 31), index }, tree)).toBe(
            false,
          );
        }
        if (proof.length > 0) expect(verifyInclusion(proof.slice(1), { hash, index }, tree)).toBe(false);
      }
    }
  });

  it('hold over tiles of several levels, and break with any flipped bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: leaves.length }), fc.nat(), fc.nat(), async (size, seed, bit) => {
        const index = seed % size;
        const proof = await inclusionProof(index, size, tilesOf(size));
        const tree = treeOf(size);
        expect(verifyInclusion(proof, { hash: leaves[index]!, index }, tree)).toBe(true);
        if (proof.length === 0) return;
        const broken = proof.map((hash) => Buffer.from(hash));
        const target = broken[bit % broken.length]!;
        target[bit % HASH_BYTES]! ^= 1 << (bit % 8);
        expect(verifyInclusion(broken, { hash: leaves[index]!, index }, tree)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('refuse an index past the end', async () => {
    await expect(inclusionProof(7, 7, tilesOf(7))).rejects.toThrow(RangeError);
    expect(verifyInclusion([], { hash: leaves[0]!, index: 1 }, treeOf(1))).toBe(false);
  });
});

describe('consistency proofs', () => {
  it('prove every beginning of every small tree, and no other', async () => {
    for (let to = 1; to <= 34; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        const proof = await consistencyProof(from, to, tilesOf(to));
        expect(verifyConsistency(proof, treeOf(from), treeOf(to))).toBe(true);
        expect(verifyConsistency(proof, { size: from, root: leaves[99]! }, treeOf(to))).toBe(false);
        expect(verifyConsistency([...proof, leaves[0]!], treeOf(from), treeOf(to))).toBe(false);
        if (from < to) expect(verifyConsistency(proof, treeOf(from), { size: to, root: leaves[99]! })).toBe(false);
      }
    }
  });

  it('hold over tiles of several levels', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: leaves.length }), fc.nat(), async (to, seed) => {
        const from = 1 + (seed % to);
        const proof = await consistencyProof(from, to, tilesOf(to));
        expect(verifyConsistency(proof, treeOf(from), treeOf(to))).toBe(true);
        if (proof.length > 0) expect(verifyConsistency(proof.slice(1), treeOf(from), treeOf(to))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('begin at nothing without a proof, and never lead backwards', () => {
    expect(verifyConsistency([], { size: 0, root: EMPTY_ROOT }, treeOf(5))).toBe(true);
    expect(verifyConsistency([], { size: 0, root: leaves[0]! }, treeOf(5))).toBe(false);
    expect(verifyConsistency([], treeOf(6), treeOf(5))).toBe(false);
  });
});
