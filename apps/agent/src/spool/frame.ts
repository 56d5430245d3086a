import { crc32 } from './crc32.js';

/**
 * How a record stands in a segment: `CSP1`, the payload's length and its CRC-32 (four bytes each, big endian), the payload.
 * Many processes append to one file, and any of them may die in the middle of a write: what a reader cannot make sense of it
 * passes over, up to the next mark that holds.
 */
const MARK = Buffer.from('CSP1');
export const FRAME_HEAD_BYTES = 12;
export const LONGEST_PAYLOAD_BYTES = 512 * 1024;

export function frame(payload: Uint8Array): Buffer {
  if (payload.length > LONGEST_PAYLOAD_BYTES)
    throw new RangeError(`A record has at most ${LONGEST_PAYLOAD_BYTES} bytes.`);
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  MARK.copy(head);
  head.writeUInt32BE(payload.length, 4);
  head.writeUInt32BE(crc32(payload), 8);
  return Buffer.concat([head, payload]);
}

export interface Unframed {
  readonly payloads: readonly Buffer[];
  /** Stretches of bytes that were no record: a torn tail, a damaged sector. */
  readonly damaged: number;
}

/** Every record that stands whole in `bytes`, in order. Never throws. */
export function unframe(bytes: Buffer): Unframed {
  const payloads: Buffer[] = [];
  let damaged = 0;
  let last: number | null = null;
  let at = 0;
  while (at < bytes.length) {
    const payload = payloadAt(bytes, at);
    if (payload) {
      payloads.push(payload);
      last = at;
      at += FRAME_HEAD_BYTES + payload.length;
      continue;
    }
    const lender = last === null ? null : lenderOf(bytes, last, at);
    if (lender === null) damaged += 1;
    last = null;
    at = lender ?? nextFrame(bytes, at + 1);
  }
  return { payloads, damaged };
}

function payloadAt(bytes: Buffer, at: number): Buffer | null {
  if (at + FRAME_HEAD_BYTES > bytes.length || bytes.compare(MARK, 0, MARK.length, at, at + MARK.length) !== 0)
    return null;
  const length = bytes.readUInt32BE(at + 4);
  const end = at + FRAME_HEAD_BYTES + length;
  if (length > LONGEST_PAYLOAD_BYTES || end > bytes.length) return null;
  const payload = bytes.subarray(at + FRAME_HEAD_BYTES, end);
  return crc32(payload) === bytes.readUInt32BE(at + 8) ? payload : null;
}

function nextFrame(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MARK, from); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    if (payloadAt(bytes, at)) return at;
  }
  return bytes.length;
}

/**
 * Where a whole frame begins within the record that stands from `start` to `end`, and goes on after it: it lent its first bytes to a torn
 * record whose missing bytes are, by chance, those that follow.
 */
function lenderOf(bytes: Buffer, start: number, end: number): number | null {
  for (let at = bytes.indexOf(MARK, start + 1); at !== -1 && at < end; at = bytes.indexOf(MARK, at + 1)) {
    const payload = payloadAt(bytes, at);
    if (payload && at + FRAME_HEAD_BYTES + payload.length > end) return at;
  }
  return null;
}
