import { Injectable } from '@nestjs/common';
import { DomainError, type RequestContext } from '#kernel';
import {
  EXPORT_FILES,
  type ExportedContent,
  type ExportedEntry,
  type ExportKeys,
  type ExportManifest,
  eventOf,
  inclusionProof,
  LEAF_TAG,
  unpackContent,
} from '#engines/ledger';
import { OrgSealer } from '#features/keys';
import { HotPath } from '#platform/database';
import { LedgerReader, type SignedCheckpoint } from '#platform/trail';
import { NothingInLedger } from '../proofs/proof.errors.js';
import { ExportTooLarge } from './export.errors.js';
import { type ExportedRow, ExportReader } from './export.reader.js';
import { type ExportRequest, isWhole } from './export-request.js';
import type { ZipFile } from './zip.js';

/** Four million entries with contents come near the four gigabytes that a plain zip can hold. */
const MOST_ENTRIES = 4_000_000;
const ROWS_AT_ONCE = 2_000;

/** An export under way: what it holds is settled when it is opened, whatever is appended meanwhile. */
interface Opened {
  readonly ctx: RequestContext;
  readonly request: ExportRequest;
  readonly checkpoint: SignedCheckpoint;
  readonly keys: ExportKeys;
  readonly org: ExportManifest['org'];
}

/** Exports of the ledger that prove themselves: see `EXPORT_FILES` for what is in one. */
@Injectable()
export class ExportService {
  constructor(
    private readonly hot: HotPath,
    private readonly ledger: LedgerReader,
    private readonly reader: ExportReader,
    private readonly sealer: OrgSealer,
  ) {}

  /**
   * The files of an export, to be read one after another.
   * @throws NothingInLedger @throws ExportTooLarge before anything is read
   */
  async open(ctx: RequestContext, request: ExportRequest): Promise<Iterable<ZipFile>> {
    const opened = await this.hot.within(ctx, async (tx): Promise<Opened> => {
      const checkpoint = await this.ledger.checkpoint(tx, ctx.orgId);
      if (checkpoint === null) throw new NothingInLedger('Nothing has been recorded for your organisation yet.');
      const ledger = await this.ledger.publicKeys(tx, ctx.orgId);
      const names = await this.reader.orgNames(tx, ctx);
      return { ctx, request, checkpoint, keys: { ledger: [...ledger] }, org: { id: ctx.orgId, ...names } };
    });
    if (isWhole(request) && opened.checkpoint.size > MOST_ENTRIES) {
      throw new ExportTooLarge(
        `The ledger has ${opened.checkpoint.size} entries; an export holds ${MOST_ENTRIES}. Export it by time, with from and to.`,
      );
    }
    return this.files(opened);
  }

  private *files(opened: Opened): Generator<ZipFile> {
    const { ctx, request, checkpoint, keys, org } = opened;
    const kind = isWhole(request) ? 'whole' : 'excerpt';
    const counted = { entries: 0 };
    yield { name: EXPORT_FILES.checkpoint, chunks: once(checkpoint.note) };
    yield { name: EXPORT_FILES.keys, chunks: once(json(keys)) };
    yield {
      name: EXPORT_FILES.entries,
      chunks: kind === 'whole' ? this.leaves(opened, counted) : this.proved(opened, counted),
    };
    if (kind === 'whole') yield { name: EXPORT_FILES.leafHashes, chunks: this.leafHashes(opened) };
    yield { name: EXPORT_FILES.contents, chunks: this.contents(opened) };
    const exportedAt = ctx.now.toISOString();
    const manifest: ExportManifest = {
      schema: 'castellan.export/v1',
      kind,
      org,
      exportedAt,
      entries: counted.entries,
      hasContents: true,
    };
    yield { name: EXPORT_FILES.manifest, chunks: once(json(manifest)) };
  }

  private async *leaves(opened: Opened, counted: { entries: number }): AsyncGenerator<Uint8Array> {
    for await (const rows of this.slices(opened, false)) {
      counted.entries += rows.length;
      yield Buffer.from(rows.map(({ leaf }) => `${leaf.slice(LEAF_TAG.length)}\n`).join(''));
    }
  }

  private async *proved(opened: Opened, counted: { entries: number }): AsyncGenerator<Uint8Array> {
    const { ctx, checkpoint } = opened;
    for await (const rows of this.slices(opened, false)) {
      counted.entries += rows.length;
      const lines = await this.hot.within(ctx, async (tx) => {
        const readTile = this.ledger.tilesOf(tx, ctx.orgId);
        const proved: string[] = [];
        for (const { index, leaf } of rows) {
          const proof = (await inclusionProof(index, checkpoint.size, readTile)).map((hash) =>
            Buffer.from(hash).toString('base64'),
          );
          proved.push(json({ index, leaf: leaf.slice(LEAF_TAG.length), proof } satisfies ExportedEntry));
        }
        return proved;
      });
      yield Buffer.from(lines.join(''));
    }
  }

  private async *leafHashes(opened: Opened): AsyncGenerator<Uint8Array> {
    for await (const rows of this.slices(opened, false)) yield Buffer.concat(rows.map(({ leafHash }) => leafHash));
  }

  private async *contents(opened: Opened): AsyncGenerator<Uint8Array> {
    for await (const rows of this.slices(opened, true)) {
      const lines: string[] = [];
      for (const row of rows) {
        const content = await this.contentOf(opened.ctx, row);
        if (content !== null) lines.push(json(content));
      }
      yield Buffer.from(lines.join(''));
    }
  }

  private async contentOf(
    ctx: RequestContext,
    { index, eventId, leaf, sealed }: ExportedRow,
  ): Promise<ExportedContent | null> {
    if (sealed === null) return eventOf(leaf)?.content === undefined ? null : { index, state: 'erased' };
    try {
      const { salt, content } = unpackContent(
        await this.sealer.open(ctx, 'event-content', { subject: eventId, sealed }),
      );
      return { index, salt: Buffer.from(salt).toString('base64'), content: Buffer.from(content).toString('base64') };
    } catch (error) {
      // What was altered cannot be opened either. The export stays whole; "ledger verify" tells the two apart.
      if (error instanceof DomainError || error instanceof Error) return { index, state: 'unreadable' };
      throw error;
    }
  }

  private async *slices(
    { ctx, request, checkpoint: { size } }: Opened,
    withContents: boolean,
  ): AsyncGenerator<readonly ExportedRow[]> {
    for (let at = 0; at < size;) {
      const slice = { request, at, size, limit: ROWS_AT_ONCE, withContents };
      const rows = await this.hot.within(ctx, (tx) => this.reader.slice(tx, ctx, slice));
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      at = last.index + 1;
    }
  }
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
