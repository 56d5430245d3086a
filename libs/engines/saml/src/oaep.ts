import { constants, createHash, type KeyObject, privateDecrypt, timingSafeEqual } from 'node:crypto';

export type OaepHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface OaepHashes {
  readonly digest: OaepHash;
  /** Of the mask generation function. Providers mix them: SHA-256 with a mask by SHA-1. */
  readonly mask: OaepHash;
}

/**
 * RSAES-OAEP decryption (RFC 8017 section 7.1.2) with two hashes, which the platform takes only as one.
 * @returns null for whatever is wrong: what it was must not be told apart (Manger's attack), so nothing is looked at early
 */
export function oaepDecrypt(key: KeyObject, ciphertext: Buffer, hashes: OaepHashes): Buffer | null {
  const block = rawDecrypt(key, ciphertext);
  const label = createHash(hashes.digest).digest();
  if (block === null || block.length < 2 * label.length + 2) return null;
  const maskedSeed = block.subarray(1, 1 + label.length);
  const maskedData = block.subarray(1 + label.length);
  const seed = xor(maskedSeed, mask(maskedData, label.length, hashes.mask));
  const data = xor(maskedData, mask(seed, maskedData.length, hashes.mask));
  const isLabelled = timingSafeEqual(data.subarray(0, label.length), label);
  const { isMarked, begins } = messageIn(data, label.length);
  // Joined as numbers: no answer depends on which of them failed.
  const faults = (block[0] ?? 1) | Number(!isLabelled) | Number(!isMarked);
  return faults === 0 ? data.subarray(begins) : null;
}

function rawDecrypt(key: KeyObject, ciphertext: Buffer): Buffer | null {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch {
    return null;
  }
}

/** Walks over all of it whatever it holds: zeros, then a one, then the message. */
function messageIn(data: Buffer, from: number): { isMarked: boolean; begins: number } {
  let [found, broken, begins] = [0, 0, 0];
  for (let i = from; i < data.length; i += 1) {
    const isOne = Number(data[i] === 1);
    const isZero = Number(data[i] === 0);
    begins += (1 - found) * isOne * (1 - broken) * (i + 1);
    broken |= (1 - found) & (1 - isOne) & (1 - isZero);
    found |= isOne & (1 - broken);
  }
  return { isMarked: found === 1 && broken === 0, begins };
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function mask(seed: Buffer, length: number, hash: OaepHash): Buffer {
  const parts: Buffer[] = [];
  for (let counter = 0, size = 0; size < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    const part = createHash(hash).update(seed).update(number).digest();
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}

const xor = (one: Buffer, other: Buffer): Buffer => Buffer.from(one.map((byte, i) => byte ^ (other[i] ?? 0)));
