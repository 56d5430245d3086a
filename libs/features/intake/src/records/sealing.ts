import { randomBytes } from 'node:crypto';
import { type Seal, SEAL_OVERHEAD_BYTES } from '#engines/envelope';
import { contentDigest, SALT_BYTES } from '#engines/ledger';
import { entryOf, type LedgerEntry } from '#platform/trail';
import type { ReportedEvent } from './record.js';

let scratch = Buffer.alloc(16 * 1024);

/** Digests and seals the contents of a request's events, each under a salt of its own. */
export function sealedEntries(reported: readonly ReportedEvent[], seal: Seal): LedgerEntry[] {
  // One call for all the salts: asking the kernel's generator for each costs more than sealing.
  const salts = randomBytes(SALT_BYTES * reported.length);
  // And one piece of memory for all that is sealed: it is committed together, and then nobody needs it any more.
  const sealed = Buffer.allocUnsafeSlow(reported.reduce((sum, { content }) => sum + lengthOf(content), 0));
  let end = 0;
  return reported.map(({ event, content }, i) => {
    if (content === null) return entryOf(event);
    const salt = salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    const room = sealed.subarray(end, (end += lengthOf(content)));
    const digest = contentDigest(salt, content).toString('hex');
    return entryOf({ ...event, content: digest }, seal.seal(event.id, saltAndContent(salt, content), room));
  });
}

const lengthOf = (content: Uint8Array | null): number =>
  content === null ? 0 : SALT_BYTES + content.length + SEAL_OVERHEAD_BYTES;

/** Holds until the next call. */
function saltAndContent(salt: Uint8Array, content: Uint8Array): Uint8Array {
  const length = SALT_BYTES + content.length;
  if (length > scratch.length) scratch = Buffer.alloc(length);
  scratch.set(salt, 0);
  scratch.set(content, SALT_BYTES);
  return scratch.subarray(0, length);
}
