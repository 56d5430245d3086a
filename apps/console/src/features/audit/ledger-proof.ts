/** A checkpoint's statement: so many entries, and this root over all of them (C2SP tlog-checkpoint). */
export interface CheckpointText {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Reads a checkpoint without checking who signed it: the signature is for auditors, who hold the key; here the arithmetic is checked. */
export function readCheckpoint(note: string): CheckpointText | null {
  const [origin, size, root] = note.split('\n');
  if (origin === undefined || size === undefined || root === undefined || !/^\d{1,15}$/.test(size)) return null;
  const bytes = bytesOf(root);
  return bytes?.length === 32 ? { origin, size: Number(size), root: bytes } : null;
}

/** RFC 9162 section 2.1.1: SHA-256(0x00 || leaf). */
export const leafHash = (leaf: Uint8Array): Promise<Uint8Array> => sha256(Uint8Array.of(0), leaf);

const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Uint8Array> => sha256(Uint8Array.of(1), left, right);

/**
 * The root that `proof` leads to from leaf `index` in a tree of `size` leaves; null where the proof does not fit that place
 * (RFC 9162 section 2.1.3.2).
 */
export async function rootFrom(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
): Promise<Uint8Array | null> {
  if (!isPlaceIn(index, size)) return null;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const beside of proof) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(beside, hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await nodeHash(hash, beside);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}

const isPlaceIn = (index: number, size: number): boolean => Number.isSafeInteger(index) && index >= 0 && index < size;

/** The bytes of base64 or hexadecimal text; null for neither. */
export function bytesOf(text: string): Uint8Array | null {
  if (/^(?:[0-9a-f]{2})+$/.test(text))
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, place) => byte === b[place]);

async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}
