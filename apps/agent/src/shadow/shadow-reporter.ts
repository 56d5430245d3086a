import type { ShadowReport } from '#contracts';
import { ServerRefused } from '../machine/agent.errors.js';
import type { ShadowBook, ShadowPage } from './shadow-book.js';
import type { ShadowFile } from './shadow-file.js';
import { NO_COUNTS } from './tally.js';

/** What the server will not have, however often it is sent: it knows no such run, or not this shape. */
const HOPELESS = new Set([400, 404, 413, 422]);

/** Tells the server what was counted, each count once. */
export class ShadowReporter {
  constructor(
    private readonly at: {
      readonly book: ShadowBook;
      readonly file: ShadowFile;
      readonly server: { reportShadow(report: ShadowReport): Promise<void> };
      readonly now: () => Date;
    },
  ) {}

  /** @throws ServerUnreachable, ServerRefused, SignInNeeded: what was not taken is sent again, as it was */
  async report(): Promise<void> {
    const watched = this.at.file.standing(this.at.now())?.id;
    for (const shadow of this.at.book.shadows()) {
      const page = await this.sent(this.at.book.page(shadow));
      if (shadow !== watched && page.gathering.hours.length === 0) this.at.book.remove(shadow);
    }
  }

  private async sent(page: ShadowPage): Promise<ShadowPage> {
    const outgoing = page.sending === null ? this.sealed(page) : page;
    if (outgoing.sending === null) return page;
    try {
      await this.at.server.reportShadow(outgoing.sending);
    } catch (error) {
      if (!(error instanceof ServerRefused) || !HOPELESS.has(error.status)) throw error;
    }
    // Read anew: calls may have been counted while the report was on its way.
    const done = { ...this.at.book.page(page.shadow), sending: null };
    this.at.book.write(done);
    return done;
  }

  /** What is gathered becomes a report with a number of its own, on the disk before it is sent. */
  private sealed(page: ShadowPage): ShadowPage {
    if (page.gathering.hours.length === 0) return page;
    const { shadow, stream, gathering } = page;
    const sequence = page.sequence + 1;
    const sealed: ShadowPage = {
      ...page,
      sequence,
      sending: { shadow, stream, sequence, ...gathering },
      gathering: NO_COUNTS,
    };
    this.at.book.write(sealed);
    return sealed;
  }
}
