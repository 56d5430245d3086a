import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** C2SP signed-note signature type of plain Ed25519. */
const ED25519 = 0x01;
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;
const LONGEST_NOTE = 64 * 1024;
/** RFC 8410 section 4: what stands before the 32 raw bytes in an Ed25519 SubjectPublicKeyInfo. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that notes are verified with: its name, and the 32 raw bytes of an Ed25519 public key. */
export interface NoteKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

export interface NoteSigner extends NoteKey {
  readonly privateKey: KeyObject;
}

/** C2SP signed-note, "Signatures": the first four bytes of SHA-256(name || 0x0A || type || public key). */
export function noteKeyId({ name, publicKey }: NoteKey): Buffer {
  return createHash('sha256')
    .update(name)
    .update(Buffer.of(0x0a, ED25519))
    .update(publicKey)
    .digest()
    .subarray(0, KEY_ID_BYTES);
}

/** `name+id+key`, the form in which other verifiers take a key (C2SP signed-note, "vkey"). */
export function verifierKey(key: NoteKey): string {
  const typed = Buffer.concat([Buffer.of(ED25519), key.publicKey]);
  return `${key.name}+${noteKeyId(key).toString('hex')}+${typed.toString('base64')}`;
}

/** A signer signs every checkpoint of its ledger: its id is worked out once. */
const idsOfSigners = new WeakMap<NoteSigner, Buffer>();

function signerId(signer: NoteSigner): Buffer {
  const known = idsOfSigners.get(signer) ?? noteKeyId(signer);
  idsOfSigners.set(signer, known);
  return known;
}

/** Signs `text`, which must end with a newline, and gives the whole note. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = Buffer.concat([signerId(signer), sign(null, Buffer.from(text), signer.privateKey)]);
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

/** The text of a note that one of `keys` signed; null when none did, or when it is no signed note at all. */
export function openNote(note: string, keys: readonly NoteKey[]): string | null {
  // The signatures stand after the last empty line: the text may hold empty lines itself.
  const cut = note.lastIndexOf('\n\n');
  if (cut === -1 || note.length > LONGEST_NOTE || !note.endsWith('\n')) return null;
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split('\n');
  return keys.some((key) => lines.some((line) => isSignedBy(key, line, text))) ? text : null;
}

function isSignedBy(key: NoteKey, line: string, text: string): boolean {
  const prefix = `— ${key.name} `;
  if (!line.startsWith(prefix) || key.publicKey.length !== PUBLIC_KEY_BYTES) return false;
  const encoded = line.slice(prefix.length);
  const bytes = Buffer.from(encoded, 'base64');
  // Base64 has many spellings of the same bytes for a lenient reader; only the canonical one is a signature.
  if (bytes.toString('base64') !== encoded || bytes.length !== KEY_ID_BYTES + SIGNATURE_BYTES) return false;
  if (!bytes.subarray(0, KEY_ID_BYTES).equals(noteKeyId(key))) return false;
  return verify(null, Buffer.from(text), publicKeyOf(key.publicKey), bytes.subarray(KEY_ID_BYTES));
}

export const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });

/** The 32 raw bytes of an Ed25519 public key. */
export const rawPublicKey = (key: KeyObject): Buffer =>
  toPublic(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);

const toPublic = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key);
