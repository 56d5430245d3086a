import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { VerificationKey } from '#contracts';

/** An Ed25519 key that signs bundles, with the public half as it travels. */
export interface SigningKey extends VerificationKey {
  readonly privateKey: KeyObject;
}

export const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const KEYID_HEX_DIGITS = 16;
// RFC 8410 sections 4 and 7: what stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo and in PKCS #8.
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key that grows from 32 secret random bytes (RFC 8032 section 5.1.5). */
export function signingKeyFrom(seed: Uint8Array): SigningKey {
  if (seed.length !== SEED_BYTES) throw new RangeError(`An Ed25519 seed has ${SEED_BYTES} bytes.`);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
  return { ...verificationKeyFrom(raw), privateKey };
}

/** The wire form of a public key given as its 32 raw bytes. */
export function verificationKeyFrom(raw: Uint8Array): VerificationKey {
  const keyid = createHash('sha256').update(raw).digest('hex').slice(0, KEYID_HEX_DIGITS);
  return { keyid, publicKey: Buffer.from(raw).toString('base64') };
}

/** Null for what is no Ed25519 public key: nothing verifies under it. */
export function verifierOf({ publicKey }: VerificationKey): KeyObject | null {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== PUBLIC_KEY_BYTES) return null;
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
}
