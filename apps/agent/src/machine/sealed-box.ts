import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

export const MACHINE_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What sealing adds to the length of a text. */
export const SEAL_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** AES-256-GCM under a key that is derived for one purpose (HKDF, RFC 5869); every text has a nonce of its own. */
export class SealedBox {
  // Node's ciphers are several times faster with a KeyObject than with the bytes of the key.
  private readonly key: KeyObject;
  private readonly purpose: Buffer;

  constructor(machineKey: Uint8Array, purpose: string) {
    this.purpose = Buffer.from(purpose);
    this.key = createSecretKey(Buffer.from(hkdfSync('sha256', machineKey, '', purpose, MACHINE_KEY_BYTES)));
  }

  /** nonce (12 bytes), ciphertext, tag (16 bytes) */
  seal(text: Uint8Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(this.purpose);
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  }

  /** Null for what was not sealed under this key and purpose, or has been altered since. */
  open(sealed: Uint8Array): Buffer | null {
    if (sealed.length < SEAL_OVERHEAD_BYTES) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(this.purpose)
      .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      return Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)),
        decipher.final(),
      ]);
    } catch {
      return null;
    }
  }
}
