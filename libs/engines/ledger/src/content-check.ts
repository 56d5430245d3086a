import { contentDigest } from './content-digest.js';
import { eventOf, LEAF_TAG } from './leaf.js';
import { type ExportedContent, exportedContent } from './export-format.js';
import type { Faults } from './fault.js';
import { linesOf } from './lines.js';

/** Walks the contents of an export beside its entries: both stand in the order of their index. */
export class ContentCheck {
  checked = 0;
  erased = 0;
  private readonly lines: AsyncIterator<Buffer, undefined>;
  private ahead: ExportedContent | null | undefined;

  constructor(
    file: AsyncIterable<Uint8Array>,
    private readonly faults: Faults,
  ) {
    this.lines = eachOf(linesOf(file))[Symbol.asyncIterator]();
  }

  /** @param leaf the entry's leaf without its tag */
  async check(index: number, leaf: Buffer): Promise<void> {
    const told = await this.contentOf(index);
    if (told === null) return;
    if ('state' in told) {
      this.erased += 1;
      return;
    }
    const digest = contentDigest(Buffer.from(told.salt, 'base64'), Buffer.from(told.content, 'base64')).toString('hex');
    this.checked += 1;
    if (eventOf(LEAF_TAG + leaf.toString('utf8'))?.content !== digest) {
      this.faults.add(
        'content.altered',
        index,
        `The content of entry ${index} was altered: it is not what the entry commits to.`,
      );
    }
  }

  async finish(): Promise<void> {
    for (let left = await this.peek(); left !== null; left = await this.next()) this.tellOrphan(left.index);
  }

  /** An entry that was altered or is missing has been told of; that its content is left over says nothing new. */
  private tellOrphan(index: number): void {
    if (!this.faults.has(index))
      this.faults.add('content.altered', index, `There is a content for entry ${index}, which is not in the export.`);
  }

  private async contentOf(index: number): Promise<ExportedContent | null> {
    let told = await this.peek();
    while (told !== null && told.index < index) {
      this.tellOrphan(told.index);
      told = await this.next();
    }
    if (told?.index !== index) return null;
    this.ahead = undefined;
    return told;
  }

  private async peek(): Promise<ExportedContent | null> {
    return this.ahead === undefined ? this.next() : this.ahead;
  }

  private async next(): Promise<ExportedContent | null> {
    const line = await this.lines.next();
    this.ahead = line.done === true ? null : exportedContent.parse(JSON.parse(line.value.toString('utf8')));
    return this.ahead;
  }
}

async function* eachOf(batches: AsyncIterable<readonly Buffer[]>): AsyncGenerator<Buffer, undefined> {
  for await (const batch of batches) yield* batch;
  return undefined;
}
