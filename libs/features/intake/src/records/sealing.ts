import { randomBytes } from 'node:crypto';
import type { Seal } from '#engines/envelope';
import { contentDigest, SALT_BYTES } from '#engines/ledger';
import { entryOf, type LedgerEntry } from '#platform/trail';
import type { ReportedEvent } from './record.js';

/** Digests and seals the contents of a request's events, each under a salt of its own. */
export function sealedEntries(reported: readonly ReportedEvent[], seal: Seal): LedgerEntry[] {
  // One call for all the salts: asking the kernel's generator for each costs more than sealing.
  const salts = randomBytes(SALT_BYTES * reported.length);
  return reported.map(({ event, content }, i) => {
    if (content === null) return entryOf(event);
    const salt = salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    const plaintext = Buffer.allocUnsafe(SALT_BYTES + content.length);
    plaintext.set(salt, 0);
    plaintext.set(content, SALT_BYTES);
    const digest = contentDigest(salt, content).toString('hex');
    return entryOf({ ...event, content: digest }, seal.seal(event.id, plaintext));
  });
}
