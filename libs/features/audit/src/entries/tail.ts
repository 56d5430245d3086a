import type { ServerResponse } from 'node:http';
import type { AuditEntry } from './audit-entry.js';
import { toView } from './entry.schema.js';

/** Entries that are sent at once; a tail that is further behind catches up in steps. */
const STEP = 200;

/**
 * One reader of the live tail. Told that the ledger grew, it sends what it has not sent yet, one step at a time and never more than the
 * reader takes: whoever reads slowly holds nothing but a number here.
 */
export class Tail {
  private isSending = false;
  private size: number;

  constructor(
    private readonly response: ServerResponse,
    /** Index of the next entry to send. */
    private next: number,
    private readonly read: (from: number, limit: number) => Promise<readonly AuditEntry[]>,
  ) {
    this.size = next;
    response.on('drain', () => this.send());
  }

  /** The ledger has so many entries now, or an unknown number more when `size` is not known. */
  grewTo(size: number): void {
    this.size = Math.max(this.size, size);
    this.send();
  }

  /** A comment, which keeps proxies from closing the connection. */
  beat(): void {
    if (!this.response.destroyed) this.response.write(':\n\n');
  }

  end(): void {
    this.response.end();
  }

  private send(): void {
    if (this.isSending) return;
    this.isSending = true;
    this.sendAll()
      .catch(() => this.response.destroy())
      .finally(() => {
        this.isSending = false;
      });
  }

  private async sendAll(): Promise<void> {
    while (this.next < this.size && !this.response.destroyed && !this.response.writableNeedDrain) {
      const entries = await this.read(this.next, STEP);
      if (entries.length === 0) return;
      for (const entry of entries) {
        this.next = entry.index + 1;
        this.response.write(`id: ${entry.index}\nevent: entry\ndata: ${JSON.stringify(toView(entry))}\n\n`);
      }
    }
  }
}
