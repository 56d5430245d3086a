import { randomBytes } from 'node:crypto';
import { type Seal, SEAL_OVERHEAD_BYTES } from '#engines/envelope';
import { contentDigest, SALT_BYTES } from '#engines/ledger';
import { type EntryBatch, entryOf } from '#platform/trail';
import type { ReportedEvent } from './record.js';

let scratch = Buffer.alloc(16 * 1024);
let room = Buffer.alloc(16 * 1024);

/** Adds a request's events to a batch, their contents digested and sealed, each under a salt of its own. */
export function addSealed(batch: EntryBatch, reported: readonly ReportedEvent[], seal: Seal): void {
  // One call for all the salts: asking the kernel's generator for each costs more than sealing.
  const salts = randomBytes(SALT_BYTES * reported.length);
  reported.forEach(({ event, content }, i) => {
    if (content === null) {
      batch.add(entryOf(event));
      return;
    }
    const salt = salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    const digest = contentDigest(salt, content).toString('hex');
    // The batch copies what is sealed, so one piece of memory serves for all.
    const sealed = seal.seal(event.id, saltAndContent(salt, content), roomFor(content));
    batch.add(entryOf({ ...event, content: digest }, sealed));
  });
}

/** Holds until the next call. */
function saltAndContent(salt: Uint8Array, content: Uint8Array): Uint8Array {
  const length = SALT_BYTES + content.length;
  if (length > scratch.length) scratch = Buffer.alloc(length);
  scratch.set(salt, 0);
  scratch.set(content, SALT_BYTES);
  return scratch.subarray(0, length);
}

/** Holds until the next call. */
function roomFor(content: Uint8Array): Buffer<ArrayBuffer> {
  const length = SALT_BYTES + content.length + SEAL_OVERHEAD_BYTES;
  if (length > room.length) room = Buffer.alloc(length);
  return room.subarray(0, length);
}
