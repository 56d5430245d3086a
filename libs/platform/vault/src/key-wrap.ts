import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const IV_AT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A key of its own for each use of the master key: knowing one tells nothing of another. */
export const derivedKey = (masterKey: Uint8Array, use: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), use, KEY_BYTES)));

/**
 * 1 byte format · 12 bytes random IV · ciphertext · 16 bytes tag. For few and small things: random IVs are good for 2^32 of them
 * (NIST SP 800-38D section 8.3).
 */
export function wrap(key: KeyObject, boundTo: string, plaintext: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(boundTo));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), iv, ciphertext, cipher.getAuthTag()]);
}

/** @throws Error when it was altered, or is bound to something else */
export function unwrap(key: KeyObject, boundTo: string, wrapped: Uint8Array): Buffer {
  const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength);
  if (bytes.length < IV_AT + IV_BYTES + TAG_BYTES || bytes[0] !== FORMAT)
    throw new Error('This is nothing that was wrapped here.');
  const iv = bytes.subarray(IV_AT, IV_AT + IV_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_AT + IV_BYTES, -TAG_BYTES)), decipher.final()]);
}
