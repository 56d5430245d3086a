import type { OrgId } from '#kernel';
import { type Facets, facetsOf, leafHash, leafOf, type LedgerEvent, LONGEST_LEAF_BYTES } from '#engines/ledger';

/** An event ready to be appended: all that can be computed before the ledger's head is locked has been. */
export interface LedgerEntry {
  readonly event: LedgerEvent;
  readonly leaf: string;
  readonly hash: Buffer;
  readonly facets: Facets;
  /** The content under the org's data key; null where the event has none. */
  readonly sealed: Uint8Array | null;
}

/** @throws RangeError when the leaf is longer than an entry bundle can hold */
export function entryOf(event: LedgerEvent, sealed: Uint8Array | null = null): LedgerEntry {
  const leaf = leafOf(event);
  const length = Buffer.byteLength(leaf);
  if (length > LONGEST_LEAF_BYTES)
    throw new RangeError(`The entry has ${length} bytes of metadata; ${LONGEST_LEAF_BYTES} are the most.`);
  return { event, leaf, hash: leafHash(leaf), facets: facetsOf(event), sealed };
}

/** The name under which an org's ledger signs: its checkpoint's origin. Does not change when the installation's address does. */
export const ledgerName = (orgId: OrgId): string => `castellan/${orgId}`;
