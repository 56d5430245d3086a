import { createDecipheriv, type KeyObject } from 'node:crypto';
import { base64Bytes } from './base64.js';
import { ASSERTION, DSIG, XENC, XENC11 } from './namespaces.js';
import { oaepDecrypt, type OaepHash, type OaepHashes } from './oaep.js';
import { demand, SamlRefusal } from './refusal.js';
import { childrenNamed, everyElement, isNamed, readXml, type XmlElement } from './xml.js';

/** The private keys of a connection, and what it may take besides AES-GCM. */
export interface DecryptionTrust {
  readonly keys: readonly KeyObject[];
  /** AES-CBC shows nobody that it was altered; even with this it is opened only inside a signed response. */
  readonly cbcAllowed: boolean;
}

export interface Decrypted {
  readonly assertion: XmlElement;
  readonly cipher: 'cbc' | 'gcm';
}

interface Cipher {
  readonly name: 'aes-128-cbc' | 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-cbc' | 'aes-256-gcm';
  readonly keyBytes: number;
  readonly kind: 'cbc' | 'gcm';
}

const CIPHERS: ReadonlyMap<string, Cipher> = new Map([
  [`${XENC11}aes128-gcm`, { name: 'aes-128-gcm', keyBytes: 16, kind: 'gcm' }],
  [`${XENC11}aes192-gcm`, { name: 'aes-192-gcm', keyBytes: 24, kind: 'gcm' }],
  [`${XENC11}aes256-gcm`, { name: 'aes-256-gcm', keyBytes: 32, kind: 'gcm' }],
  [`${XENC}aes128-cbc`, { name: 'aes-128-cbc', keyBytes: 16, kind: 'cbc' }],
  [`${XENC}aes256-cbc`, { name: 'aes-256-cbc', keyBytes: 32, kind: 'cbc' }],
]);
const DIGESTS: ReadonlyMap<string, OaepHash> = new Map([
  [`${DSIG}sha1`, 'sha1'],
  [`${XENC}sha256`, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  [`${XENC}sha512`, 'sha512'],
]);
const MASKS: ReadonlyMap<string, OaepHash> = new Map([
  [`${XENC11}mgf1sha1`, 'sha1'],
  [`${XENC11}mgf1sha256`, 'sha256'],
  [`${XENC11}mgf1sha384`, 'sha384'],
  [`${XENC11}mgf1sha512`, 'sha512'],
]);
const MOST_KEYS = 8;
const NOT_OPENED = 'The assertion cannot be decrypted with the keys of this connection.';

/**
 * Opens an encrypted assertion (XML Encryption 1.1). Whatever goes wrong behind the choice of algorithms is told in one sentence.
 * @param isVerified whether a signature over the ciphertext was verified already
 * @throws SamlRefusal algorithm_refused, decryption_failed, structure_refused, xml_refused
 */
export function decryptAssertion(
  encrypted: XmlElement,
  { keys, cbcAllowed }: DecryptionTrust,
  isVerified: boolean,
): Decrypted {
  const [data, ...more] = childrenNamed(encrypted, XENC, 'EncryptedData');
  demand(
    data !== undefined && more.length === 0,
    'structure_refused',
    'An encrypted assertion must hold one EncryptedData.',
  );
  const cipher = cipherOf(data, cbcAllowed, isVerified);
  const ciphertext = bytesOf(data);
  const wrapped = everyElement(encrypted).filter((one) => isNamed(one, XENC, 'EncryptedKey'));
  demand(wrapped.length > 0 && wrapped.length <= MOST_KEYS, 'decryption_failed', NOT_OPENED);
  for (const one of wrapped) {
    const hashes = hashesOf(one);
    for (const key of keys) {
      const contentKey = oaepDecrypt(key, bytesOf(one), hashes);
      const plain = contentKey?.length === cipher.keyBytes ? opened(cipher, contentKey, ciphertext) : null;
      if (plain !== null) return { assertion: readAssertion(plain, encrypted), cipher: cipher.kind };
    }
  }
  throw new SamlRefusal('decryption_failed', NOT_OPENED);
}

function cipherOf(data: XmlElement, cbcAllowed: boolean, isVerified: boolean): Cipher {
  const algorithm = algorithmOf(data, XENC, 'EncryptionMethod');
  const cipher = CIPHERS.get(algorithm);
  demand(cipher !== undefined, 'algorithm_refused', `Encrypted with ${algorithm || 'nothing named'}.`);
  if (cipher.kind === 'gcm') return cipher;
  demand(
    cbcAllowed,
    'algorithm_refused',
    'Encrypted with AES-CBC, which anybody on the way can alter unseen. Let the provider encrypt with AES-GCM, or allow CBC for this connection.',
  );
  demand(isVerified, 'algorithm_refused', 'AES-CBC is taken only inside a response that is signed as a whole.');
  return cipher;
}

/** XML Encryption 1.1 section 5.5.2. PKCS#1 v1.5 is absent: it is an oracle. */
function hashesOf(wrapped: XmlElement): OaepHashes {
  const algorithm = algorithmOf(wrapped, XENC, 'EncryptionMethod');
  const [method] = childrenNamed(wrapped, XENC, 'EncryptionMethod');
  const isOld = algorithm === `${XENC}rsa-oaep-mgf1p`;
  demand(
    isOld || algorithm === `${XENC11}rsa-oaep`,
    'algorithm_refused',
    `The key is wrapped with ${algorithm || 'nothing named'}.`,
  );
  demand(method !== undefined, 'structure_refused', 'The key does not say how it is wrapped.');
  const parameters = childrenNamed(method, XENC, 'OAEPparams').some(({ text }) => text.trim() !== '');
  demand(!parameters, 'algorithm_refused', 'The key is wrapped under a label.');
  const named = algorithmOf(method, DSIG, 'DigestMethod') || `${DSIG}sha1`;
  const digest = DIGESTS.get(named);
  demand(digest !== undefined, 'algorithm_refused', `The key is wrapped with ${named}.`);
  // Section 5.5.2: the older name fixes the mask to SHA-1; the newer one takes SHA-1 unless it names another.
  const maskNamed = isOld ? '' : algorithmOf(method, XENC11, 'MGF');
  const mask = maskNamed === '' ? 'sha1' : MASKS.get(maskNamed);
  demand(mask !== undefined, 'algorithm_refused', `The key is wrapped with ${maskNamed}.`);
  return { digest, mask };
}

const algorithmOf = (parent: XmlElement, namespace: string, name: string): string => {
  const [found, ...more] = childrenNamed(parent, namespace, name);
  return more.length > 0 ? 'two methods' : (found?.attributes.get('Algorithm') ?? '');
};

function bytesOf(holder: XmlElement): Buffer {
  const values = childrenNamed(holder, XENC, 'CipherData').flatMap((data) => childrenNamed(data, XENC, 'CipherValue'));
  const [value, ...more] = values;
  demand(
    value !== undefined && more.length === 0,
    'structure_refused',
    'What is encrypted must stand in the message, once.',
  );
  return base64Bytes(value.text);
}

/** XML Encryption 1.1 section 5.2: the initial vector stands before the ciphertext, the tag of GCM behind it. */
function opened({ name, kind }: Cipher, key: Buffer, sealed: Buffer): string | null {
  const [ivBytes, tagBytes] = kind === 'gcm' ? [12, 16] : [16, 0];
  if (sealed.length <= ivBytes + tagBytes) return null;
  const iv = sealed.subarray(0, ivBytes);
  const body = sealed.subarray(ivBytes, sealed.length - tagBytes);
  try {
    if (name === 'aes-128-cbc' || name === 'aes-256-cbc')
      return unpadded(createDecipheriv(name, key, iv).setAutoPadding(false), body);
    const decipher = createDecipheriv(name, key, iv, { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

// Section 5.2.1: only the last byte of the padding says anything.
function unpadded(decipher: { update(data: Buffer): Buffer; final(): Buffer }, body: Buffer): string | null {
  const padded = Buffer.concat([decipher.update(body), decipher.final()]);
  const length = padded.at(-1) ?? 0;
  return length >= 1 && length <= 16 ? padded.subarray(0, padded.length - length).toString('utf8') : null;
}

function readAssertion(plain: string, place: XmlElement): XmlElement {
  const assertion = readXml(plain, { scope: place.written.scope });
  const isOne = isNamed(assertion, ASSERTION, 'Assertion');
  demand(isOne, 'structure_refused', 'What was encrypted is not an assertion.');
  return assertion;
}
