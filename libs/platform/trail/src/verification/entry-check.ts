import {
  contentDigest,
  eventOf,
  type Facets,
  facetsOf,
  type Faults,
  leafHash,
  type LedgerEvent,
  sameHash,
  unpackContent,
} from '#engines/ledger';
import type { StoredEntry } from './ledger-rows.js';

/** Opens what was sealed for an event; null when nobody can just now. Throws when it was altered. */
export type OpenContent = (eventId: string, sealed: Uint8Array) => Promise<Uint8Array | null>;

/** Checks what a row says of itself: leaf against hash, search columns against leaf, content against its digest. */
export class EntryCheck {
  contents = 0;
  erased = 0;
  unread = 0;

  constructor(
    private readonly org: string,
    private readonly faults: Faults,
    private readonly open: OpenContent | null,
  ) {}

  async check(entry: StoredEntry): Promise<void> {
    const { index } = entry;
    if (!sameHash(leafHash(Buffer.from(entry.leaf)), entry.leafHash)) {
      this.faults.add(
        'entry.altered',
        index,
        `Entry ${index} was altered: its text does not have the hash that was stored with it.`,
      );
      return;
    }
    const event = eventOf(entry.leaf);
    if (event === null) {
      this.faults.add('entry.altered', index, `Entry ${index} is no event in a form that is known here.`);
      return;
    }
    this.checkColumns(entry, event);
    await this.checkContent(entry, event);
  }

  private checkColumns(entry: StoredEntry, event: LedgerEvent): void {
    const wrong = differing(entry.facets, facetsOf(event));
    if (entry.eventId !== event.id) wrong.push('event_id');
    if (this.org !== event.org) wrong.push('org_id');
    if (wrong.length === 0) return;
    this.faults.add(
      'entry.altered',
      entry.index,
      `Entry ${entry.index} is intact, but what it is searched by was altered: ${wrong.join(', ')}.`,
    );
  }

  private async checkContent({ index, eventId, sealed }: StoredEntry, { content }: LedgerEvent): Promise<void> {
    if (content === undefined) {
      if (sealed !== null)
        this.faults.add('content.altered', index, `Entry ${index} has no content, yet one is stored for it.`);
      return;
    }
    if (sealed === null) this.erased += 1;
    else if (this.open === null) this.unread += 1;
    else await this.checkSealed(index, content, () => this.open?.(eventId, sealed) ?? null);
  }

  private async checkSealed(
    index: number,
    digest: string,
    open: () => Promise<Uint8Array | null> | null,
  ): Promise<void> {
    try {
      const opened = await open();
      if (opened === null) {
        this.unread += 1;
        return;
      }
      const { salt, content } = unpackContent(opened);
      if (contentDigest(salt, content).toString('hex') !== digest) throw new Error('The digest differs.');
      this.contents += 1;
    } catch {
      this.faults.add(
        'content.altered',
        index,
        `The content of entry ${index} was altered: it is not what the entry commits to.`,
      );
    }
  }
}

function differing(stored: Facets, told: Facets): string[] {
  const names = Object.keys(told) as (keyof Facets)[];
  return names.filter((name) => JSON.stringify(stored[name]) !== JSON.stringify(told[name]));
}
