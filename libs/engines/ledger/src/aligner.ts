import type { Faults } from './fault.js';
import { HASH_BYTES, hashAt } from './hash.js';

/**
 * Holds a row of entries, which carry no number, against the hashes that the ledger's root commits to, and says of each
 * difference what happened: altered, missing, inserted or moved.
 */
export class Aligner {
  private expected = 0;
  private strangers = 0;
  private known: ReadonlyMap<string, number> | null = null;

  constructor(
    private readonly committed: Buffer,
    private readonly faults: Faults,
  ) {}

  get size(): number {
    return this.committed.length / HASH_BYTES;
  }

  /** Takes the hash of the next entry and tells its index, or null when it is none of the ledger's. */
  take(hash: Buffer): number | null {
    if (this.strangers === 0 && this.isAt(this.expected, hash)) return this.expected++;
    const place = this.placeOf(hash);
    if (place === undefined) {
      this.strangers += 1;
      return null;
    }
    if (place < this.expected) {
      this.faults.add(
        'entry.moved',
        place,
        `Entry ${place} stands where entry ${this.expected} belongs, or stands twice.`,
      );
      return place;
    }
    this.settle(place);
    this.expected = place + 1;
    return place;
  }

  /** Says what is missing at the end. */
  finish(): void {
    this.settle(this.size);
  }

  /** Between the last known place and the next: so many strangers came for so many that did not. */
  private settle(next: number): void {
    const gap = next - this.expected;
    for (let i = 0; i < Math.min(gap, this.strangers); i += 1) {
      const index = this.expected + i;
      this.faults.add(
        'entry.altered',
        index,
        `Entry ${index} was altered: it does not have the hash that the ledger's root commits to.`,
      );
    }
    for (let i = this.strangers; i < gap; i += 1) {
      const index = this.expected + i;
      this.faults.add('entry.missing', index, `Entry ${index} is missing.`);
    }
    for (let i = gap; i < this.strangers; i += 1) {
      this.faults.add('entry.inserted', next, `An entry that the ledger never took stands before entry ${next}.`);
    }
    this.strangers = 0;
  }

  private isAt(index: number, hash: Buffer): boolean {
    const at = index * HASH_BYTES;
    return at < this.committed.length && this.committed.compare(hash, 0, HASH_BYTES, at, at + HASH_BYTES) === 0;
  }

  private placeOf(hash: Buffer): number | undefined {
    this.known ??= new Map(
      Array.from({ length: this.size }, (_, i) => [Buffer.from(hashAt(this.committed, i)).toString('latin1'), i]),
    );
    return this.known.get(hash.toString('latin1'));
  }
}
