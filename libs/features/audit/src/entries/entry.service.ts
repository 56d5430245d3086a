import { Injectable } from '@nestjs/common';
import { DomainError, type RequestContext } from '#kernel';
import { SealBroken } from '#engines/envelope';
import { unpackContent } from '#engines/ledger';
import { OrgSealer } from '#features/keys';
import { HotPath } from '#platform/database';
import { LedgerReader } from '#platform/trail';
import { type InclusionProof, inclusionIn } from '../proofs/inclusion.js';
import type { AuditEntry, EntryContent } from './audit-entry.js';
import { EntryNotFound } from './entry.errors.js';
import { EntryReader, type StoredEvent } from './entry.reader.js';

export interface EntryDetail extends AuditEntry {
  readonly content: EntryContent;
  readonly leaf: string;
  readonly leafHash: Uint8Array;
  readonly proof: InclusionProof | null;
}

@Injectable()
export class EntryService {
  constructor(
    private readonly hot: HotPath,
    private readonly entries: EntryReader,
    private readonly ledger: LedgerReader,
    private readonly sealer: OrgSealer,
  ) {}

  following(ctx: RequestContext, from: number, limit: number): Promise<readonly AuditEntry[]> {
    return this.hot.within(ctx, (tx) => this.entries.following(tx, ctx, { from, limit }));
  }

  /**
   * One entry with its content, as far as it can be opened, and the proof that it stands in the ledger.
   * @throws EntryNotFound
   */
  async detail(ctx: RequestContext, eventId: string): Promise<EntryDetail> {
    const { stored, proof } = await this.hot.within(ctx, async (tx) => {
      const found = await this.entries.byId(tx, ctx, eventId);
      if (found === null) throw new EntryNotFound('There is no entry with this id in your organisation.');
      const checkpoint = await this.ledger.checkpoint(tx, ctx.orgId);
      return {
        stored: found,
        proof: checkpoint && (await inclusionIn(checkpoint, found.index, this.ledger.tilesOf(tx, ctx.orgId))),
      };
    });
    return { ...stored, content: await this.contentOf(ctx, stored), proof };
  }

  /** The content of an entry, as far as it can be opened. */
  async contentOf(
    ctx: RequestContext,
    { event, sealed }: Pick<StoredEvent, 'event' | 'sealed'>,
  ): Promise<EntryContent> {
    if (event.content === undefined) return { state: 'none', content: null };
    if (sealed === null) return { state: 'erased', content: null };
    try {
      const opened = await this.sealer.open(ctx, 'event-content', { subject: event.id, sealed });
      return { state: 'present', content: parsed(unpackContent(opened).content) };
    } catch (error) {
      if (error instanceof SealBroken || (error instanceof DomainError && error.kind === 'unavailable'))
        return { state: 'unreadable', content: null };
      throw error;
    }
  }
}

/** What machines send is JSON; anything else is shown as the text that it is. */
function parsed(content: Uint8Array): unknown {
  const text = Buffer.from(content).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
