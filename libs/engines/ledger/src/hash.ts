import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
/** UTF-8 of a unit of UTF-16. */
const MOST_BYTES_OF_A_UNIT = 3;

/** SHA-256, by way of a text with a byte for each character: a Buffer that node makes itself costs three times as much, and the collector more. */
export function sha256(bytes: Uint8Array): Buffer {
  const found = Buffer.allocUnsafe(HASH_BYTES);
  found.write(hash('sha256', bytes, 'binary'), 'latin1');
  return found;
}

/** The root of a tree with no leaves: the hash of nothing (RFC 9162 section 2.1.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

// One scratch buffer instead of a concatenation for each hash: these two functions are the price of every append and proof.
let scratch = Buffer.alloc(64 * 1024);
const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = NODE_PREFIX;

/** RFC 9162 section 2.1.1: SHA-256(0x00 || leaf). Of a text its UTF-8 is the leaf. */
export function leafHash(leaf: Uint8Array | string): Buffer {
  const longest = typeof leaf === 'string' ? leaf.length * MOST_BYTES_OF_A_UNIT : leaf.length;
  if (longest >= scratch.length) scratch = Buffer.alloc(longest + 1);
  scratch[0] = LEAF_PREFIX;
  return sha256(scratch.subarray(0, 1 + written(leaf)));
}

function written(leaf: Uint8Array | string): number {
  if (typeof leaf === 'string') return scratch.write(leaf, 1);
  scratch.set(leaf, 1);
  return leaf.length;
}

/** RFC 9162 section 2.1.1: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** The hash at place `at` of hashes laid end to end. */
export function hashAt(hashes: Uint8Array, at: number): Uint8Array {
  return hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}
