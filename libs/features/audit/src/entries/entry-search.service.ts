import { Injectable } from '@nestjs/common';
import { Clock, type RequestContext } from '#kernel';
import { HotPath } from '#platform/database';
import type { AuditEntry, EntryPage, EntryPlace, EntrySearch } from './audit-entry.js';
import { EntryReader } from './entry.reader.js';

/** What no index tells is looked for among so many entries first, then among twice as many, as long as the next look will end in time. */
const FIRST_SPAN = 4_000;
const LARGEST_SPAN = 64_000;
/** A search for something rare gives a short page back after so long, with the place where to look on: whoever asks is never kept waiting for all of a ledger. */
const LONGEST_MS = 120;

/** Finds entries, and answers in time however large the ledger is. */
@Injectable()
export class EntrySearchService {
  constructor(
    private readonly hot: HotPath,
    private readonly entries: EntryReader,
    private readonly clock: Clock,
  ) {}

  /** The entries that fit, latest first. A page may be short, or empty, and still have a next one. */
  async search(
    ctx: RequestContext,
    search: EntrySearch,
    { after, limit }: { after: EntryPlace | null; limit: number },
  ): Promise<EntryPage> {
    const entries: AuditEntry[] = [];
    const begun = this.clock.now().getTime();
    let next = after;
    for (let [span, before] = [FIRST_SPAN, begun]; ; span = Math.min(span * 2, LARGEST_SPAN)) {
      const wanted = { after: next, limit: limit - entries.length, span };
      const page = await this.hot.within(ctx, (tx) => this.entries.page(tx, ctx, search, wanted));
      entries.push(...page.entries);
      next = page.next;
      const now = this.clock.now().getTime();
      if (next === null || entries.length >= limit || now - begun + 2 * (now - before) > LONGEST_MS) break;
      before = now;
    }
    return { entries, next };
  }
}
