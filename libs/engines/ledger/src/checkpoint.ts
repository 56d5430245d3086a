import { HASH_BYTES } from './hash.js';
import { type NoteKey, type NoteSigner, openNote, signNote } from './signed-note.js';

/** What a ledger says of itself at a moment: so many entries, and this root over all of them. */
export interface Checkpoint {
  /** Names the ledger; equal to the name of the key that signs it. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** C2SP tlog-checkpoint, signed as a note. */
export function signCheckpoint({ origin, size, root }: Checkpoint, signer: NoteSigner): string {
  return signNote(`${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`, signer);
}

/** The checkpoint that `key` signed; null when the signature, the form or the origin is not right. */
export function openCheckpoint(note: string, key: NoteKey): Checkpoint | null {
  const text = openNote(note, [key]);
  if (text === null) return null;
  const [origin, sizeText = '', rootText = ''] = text.split('\n');
  const root = Buffer.from(rootText, 'base64');
  const size = Number(sizeText);
  if (origin !== key.name || !/^(?:0|[1-9]\d{0,15})$/.test(sizeText) || !Number.isSafeInteger(size)) return null;
  if (root.length !== HASH_BYTES || root.toString('base64') !== rootText) return null;
  return { origin, size, root };
}
