import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inclusionProof, leafHash as engineLeafHash, nodeHash } from '#engines/ledger';
import { bytesOf, hexOf, isSame, leafHash, readCheckpoint, rootFrom } from './ledger-proof.js';

/** The tree by its definition (RFC 9162 section 2.1.1), and the hashes beside a leaf's way up. */
function treeOf(leaves: readonly Uint8Array[], index: number): { root: Uint8Array; proof: Uint8Array[] } {
  if (leaves.length === 1) return { root: leaves[0]!, proof: [] };
  const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const isLeft = index < half;
  const left = treeOf(leaves.slice(0, half), isLeft ? index : 0);
  const right = treeOf(leaves.slice(half), isLeft ? 0 : index - half);
  const [own, beside] = isLeft ? [left, right] : [right, left];
  return { root: nodeHash(left.root, right.root), proof: [...own.proof, beside.root] };
}

const trees = fc.integer({ min: 1, max: 70 }).chain((size) => fc.tuple(fc.constant(size), fc.nat({ max: size - 1 })));
const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, n) => engineLeafHash(new TextEncoder().encode(`leaf ${n}`)));

describe('the proof that the browser checks', () => {
  it('leads from every leaf of a tree of every size to its root', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async ([size, index]) => {
        const leaves = leavesOf(size);
        const { root, proof } = treeOf(leaves, index);
        const found = await rootFrom(leaves[index]!, index, size, proof);
        expect(found !== null && isSame(found, root)).toBe(true);
      }),
    );
  });

  it('leads elsewhere from another leaf, another place, or with a hash more or less', async () => {
    await fc.assert(
      fc.asyncProperty(trees, fc.nat({ max: 1 }), async ([size, index], change) => {
        fc.pre(size > 1);
        const leaves = leavesOf(size);
        const { root, proof } = treeOf(leaves, index);
        const wrong = change === 0 ? proof.slice(1) : [...proof, root];
        const attempts = [
          rootFrom(leaves[(index + 1) % size]!, index, size, proof),
          rootFrom(leaves[index]!, (index + 1) % size, size, proof),
          rootFrom(leaves[index]!, index, size, wrong),
        ];
        for (const found of await Promise.all(attempts)) expect(found !== null && isSame(found, root)).toBe(false);
      }),
    );
  });

  it('refuses a place that the tree does not have', async () => {
    const [leaf] = leavesOf(1);
    for (const index of [-1, 1, 0.5, Number.NaN]) expect(await rootFrom(leaf!, index, 1, [])).toBeNull();
  });

  it('hashes a leaf as the ledger does', async () => {
    const leaf = new TextEncoder().encode('castellan/event/v1\n{}');
    expect(hexOf(await leafHash(leaf))).toBe(engineLeafHash(leaf).toString('hex'));
  });

  it('takes proofs as the ledger makes them', async () => {
    const leaves = leavesOf(5);
    const tiles = () => Promise.resolve(Buffer.concat(leaves));
    const proof = await inclusionProof(3, 5, tiles);
    const found = await rootFrom(leaves[3]!, 3, 5, proof);
    expect(found !== null && isSame(found, treeOf(leaves, 3).root)).toBe(true);
  });
});

describe('readCheckpoint', () => {
  it('reads origin, size and root', () => {
    const root = Buffer.alloc(32, 7);
    expect(readCheckpoint(`castellan/acme\n12\n${root.toString('base64')}\n\n— castellan/acme abc=\n`)).toEqual({
      origin: 'castellan/acme',
      size: 12,
      root: new Uint8Array(root),
    });
  });

  it.each(['', 'origin', 'origin\n-1\nAAAA\n', 'origin\n1\nAAAA\n', 'origin\n1\n***\n'])('refuses %j', (note) => {
    expect(readCheckpoint(note)).toBeNull();
  });
});

describe('bytesOf', () => {
  it('reads hexadecimal and base64', () => {
    expect(bytesOf('00ff')).toEqual(Uint8Array.of(0, 255));
    expect(bytesOf('AP8=')).toEqual(Uint8Array.of(0, 255));
    expect(bytesOf('***')).toBeNull();
  });
});
