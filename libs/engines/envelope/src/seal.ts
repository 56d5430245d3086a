import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** What a ciphertext is bound to: it opens for the same org, purpose and subject, and for no other. */
export interface SealContext {
  readonly org: string;
  readonly purpose: string;
}

/** A sealed thing cannot be opened: another key, another org, purpose or subject, or it was altered. Which, nobody can tell. */
export class SealBroken extends Error {
  constructor(options?: ErrorOptions) {
    super(
      'The sealed content cannot be opened with this key for this subject: it was altered, or belongs elsewhere.',
      options,
    );
    this.name = 'SealBroken';
  }
}

const FORMAT = 1;
const ALGORITHM = 'aes-256-gcm';
const VERSION_AT = 1;
const IV_AT = 5;
const IV_BYTES = 12;
const HEADER_BYTES = IV_AT + IV_BYTES;
const TAG_BYTES = 16;
const UINT32 = 2 ** 32;
/** A UUID as text. */
const USUAL_SUBJECT_BYTES = 36;
const AAD_TAG = 'castellan/envelope/v1';

/** How many bytes sealing adds. */
export const SEAL_OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

/**
 * Seals under one data key, as one invocation of it: AES-256-GCM with the deterministic IV of NIST SP 800-38D section 8.2.1, a fixed
 * field of 32 bits (the invocation, which no other user of the same key may have: the database gives it out) and a counter of 64.
 *
 *   1 byte format (1) · 4 bytes version of the key · 12 bytes IV · ciphertext · 16 bytes tag
 */
export class Seal {
  private counter = 0;
  private readonly context: Buffer;
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private readonly iv = this.header.subarray(IV_AT);
  /** The associated data for a subject of the length of an event's id, which only has to be written over. */
  private readonly usual: Buffer;

  /** @param key a KeyObject: node 24 is three times slower with a raw key */
  constructor(
    private readonly key: KeyObject,
    readonly place: { readonly keyVersion: number; readonly invocation: number },
    context: SealContext,
  ) {
    if (place.invocation < 0 || place.invocation >= UINT32)
      throw new RangeError('This data key has no invocation left: rotate it.');
    this.context = contextBytes(context);
    this.usual = Buffer.concat([this.context, Buffer.alloc(USUAL_SUBJECT_BYTES)]);
    this.header[0] = FORMAT;
    this.header.writeUInt32BE(place.keyVersion, VERSION_AT);
    this.iv.writeUInt32BE(place.invocation, 0);
  }

  /**
   * @param subject names the one thing that the plaintext belongs to, such as an event's id
   * @param room where to write what is sealed, exactly as long as that; it is what is answered
   */
  seal(
    subject: string,
    plaintext: Uint8Array,
    room = Buffer.allocUnsafe(plaintext.length + SEAL_OVERHEAD_BYTES),
  ): Buffer {
    const { iv, header } = this;
    if (room.length !== plaintext.length + SEAL_OVERHEAD_BYTES) throw new RangeError('The room has another length.');
    iv.writeUInt32BE(Math.floor(this.counter / UINT32), 4);
    iv.writeUInt32BE(this.counter % UINT32, 8);
    this.counter += 1;
    const cipher = createCipheriv(ALGORITHM, this.key, iv);
    cipher.setAAD(this.associated(subject));
    room.set(header, 0);
    room.set(cipher.update(plaintext), HEADER_BYTES);
    cipher.final();
    room.set(cipher.getAuthTag(), HEADER_BYTES + plaintext.length);
    return room;
  }

  private associated(subject: string): Buffer {
    if (Buffer.byteLength(subject) !== USUAL_SUBJECT_BYTES) return Buffer.concat([this.context, Buffer.from(subject)]);
    this.usual.write(subject, this.context.length);
    return this.usual;
  }
}

/**
 * The version of the key that `sealed` needs.
 * @throws SealBroken when it has no header that is known here
 */
export function keyVersionOf(sealed: Uint8Array): number {
  if (sealed.length < SEAL_OVERHEAD_BYTES || sealed[0] !== FORMAT) throw new SealBroken();
  return bufferOf(sealed).readUInt32BE(VERSION_AT);
}

/** @throws SealBroken */
export function openSealed(key: KeyObject, context: SealContext, subject: string, sealed: Uint8Array): Buffer {
  const bytes = bufferOf(sealed);
  if (bytes.length < SEAL_OVERHEAD_BYTES || bytes[0] !== FORMAT) throw new SealBroken();
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(IV_AT, HEADER_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([contextBytes(context), Buffer.from(subject)]));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const plaintext = decipher.update(bytes.subarray(HEADER_BYTES, -TAG_BYTES));
    decipher.final();
    return plaintext;
  } catch (error) {
    throw new SealBroken({ cause: error });
  }
}

/** Every part with its length before it, so that no two contexts have the same bytes. */
function contextBytes({ org, purpose }: SealContext): Buffer {
  return Buffer.concat([AAD_TAG, org, purpose].map((part) => withLength(part)));
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
