import { type Checkpoint, openCheckpoint } from './checkpoint.js';
import { ContentCheck } from './content-check.js';
import { EXPORT_FILES, exportedEntry, exportKeys, exportManifest, type ExportManifest } from './export-format.js';
import { Aligner } from './aligner.js';
import { type Fault, Faults } from './fault.js';
import { appendLeaves, EMPTY_FRONTIER, type Frontier, rootOf } from './frontier.js';
import { HASH_BYTES, leafHash, sameHash } from './hash.js';
import { LEAF_TAG } from './leaf.js';
import { linesOf } from './lines.js';
import { verifyInclusion } from './proof.js';
import type { NoteKey } from './signed-note.js';

/** Gives the bytes of one file of an export, in order; null when the export has no such file. May be called again for the same file. */
export type OpenExportFile = (name: string) => AsyncIterable<Uint8Array> | null;

export interface ExportReport {
  readonly ok: boolean;
  readonly kind: ExportManifest['kind'] | null;
  readonly org: ExportManifest['org'] | null;
  /** How many entries the signed checkpoint speaks of. */
  readonly size: number;
  /** How many entries the export holds, and how many contents were held against their digests. */
  readonly entries: number;
  readonly contents: number;
  readonly erased: number;
  /** The key that signed, and whether it is one that the caller trusts. With no trusted key given the export proves only that it agrees with itself. */
  readonly key: { readonly name: string; readonly keyid: string; readonly trusted: boolean } | null;
  readonly faults: readonly Fault[];
  readonly faultCount: number;
}

/**
 * Checks an export without asking anybody: signature, tree, every entry, every content that is there.
 * One million entries take about three seconds. Never throws for what stands in the export; says it as a fault.
 * @param trusted the ledger keys that the caller knows by other means, as a machine does since its enrolment
 */
export async function verifyExport(open: OpenExportFile, trusted: readonly NoteKey[] = []): Promise<ExportReport> {
  const work = new ExportCheck(open, trusted);
  try {
    await work.run();
  } catch (error) {
    work.faults.add(
      'export.unreadable',
      null,
      `The export cannot be read: ${error instanceof Error ? error.message : 'it is damaged.'}`,
    );
  }
  return work.report();
}

interface UsedKey extends NoteKey {
  readonly keyid: string;
  readonly trusted: boolean;
}

class ExportCheck {
  readonly faults = new Faults();
  private manifest: ExportManifest | null = null;
  private checkpoint: Checkpoint | null = null;
  private key: UsedKey | null = null;
  private contents: ContentCheck | null = null;
  private entries = 0;

  constructor(
    private readonly open: OpenExportFile,
    private readonly trusted: readonly NoteKey[],
  ) {}

  async run(): Promise<void> {
    this.manifest = exportManifest.parse(JSON.parse(await this.text(EXPORT_FILES.manifest)));
    this.checkpoint = await this.signedCheckpoint();
    if (this.checkpoint === null) return;
    const contents = this.manifest.hasContents ? this.open(EXPORT_FILES.contents) : null;
    this.contents = contents && new ContentCheck(contents, this.faults);
    await (this.manifest.kind === 'whole' ? this.checkWhole(this.checkpoint) : this.checkExcerpt(this.checkpoint));
    await this.contents?.finish();
    if (this.entries !== this.manifest.entries) {
      this.faults.add(
        'entry.missing',
        null,
        `The manifest speaks of ${this.manifest.entries} entries, the export holds ${this.entries}.`,
      );
    }
  }

  report(): ExportReport {
    const { manifest, checkpoint, key, contents, faults } = this;
    return {
      ok: faults.total === 0 && checkpoint !== null,
      kind: manifest && manifest.kind,
      org: manifest && manifest.org,
      size: checkpoint === null ? 0 : checkpoint.size,
      entries: this.entries,
      contents: contents === null ? 0 : contents.checked,
      erased: contents === null ? 0 : contents.erased,
      key: key && { name: key.name, keyid: key.keyid, trusted: key.trusted },
      faults: faults.list,
      faultCount: faults.total,
    };
  }

  private async signedCheckpoint(): Promise<Checkpoint | null> {
    const note = await this.text(EXPORT_FILES.checkpoint);
    const { ledger } = exportKeys.parse(JSON.parse(await this.text(EXPORT_FILES.keys)));
    const told = ledger.map((key) => ({ ...key, publicKey: Buffer.from(key.publicKey, 'base64') }));
    for (const key of told) {
      const opened = openCheckpoint(note, key);
      if (opened === null) continue;
      const isTrusted = this.trusted.some(
        ({ name, publicKey }) => name === key.name && sameHash(publicKey, key.publicKey),
      );
      this.key = { ...key, trusted: isTrusted };
      if (this.trusted.length > 0 && !isTrusted) {
        this.faults.add(
          'checkpoint.forged',
          null,
          'The checkpoint is signed by a key that you do not trust: this is not the ledger of your org.',
        );
      }
      return opened;
    }
    this.faults.add(
      'checkpoint.forged',
      null,
      'The checkpoint is not signed by any of the export’s keys, or was altered after it was signed.',
    );
    return null;
  }

  /** Every entry against its hash, every hash against the signed root. */
  private async checkWhole(checkpoint: Checkpoint): Promise<void> {
    const committed = await this.bytes(EXPORT_FILES.leafHashes);
    const root = rootOfHashes(committed);
    if (committed.length !== checkpoint.size * HASH_BYTES || !sameHash(root, checkpoint.root)) {
      this.faults.add(
        'checkpoint.root',
        null,
        `The ${Math.floor(committed.length / HASH_BYTES)} hashes in the export do not lead to the signed root over ${checkpoint.size} entries.`,
      );
    }
    const aligner = new Aligner(committed, this.faults);
    const hashed = new TaggedHash();
    for await (const lines of linesOf(this.need(EXPORT_FILES.entries))) {
      for (const line of lines) {
        this.entries += 1;
        const index = aligner.take(hashed.of(line));
        if (index !== null && this.contents) await this.contents.check(index, line);
      }
    }
    aligner.finish();
  }

  private async checkExcerpt(checkpoint: Checkpoint): Promise<void> {
    for await (const lines of linesOf(this.need(EXPORT_FILES.entries))) {
      for (const line of lines) {
        this.entries += 1;
        const { index, leaf, proof } = exportedEntry.parse(JSON.parse(line.toString('utf8')));
        const bytes = Buffer.from(LEAF_TAG + leaf);
        const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
        if (!verifyInclusion(hashes, { hash: leafHash(bytes), index }, checkpoint)) {
          this.faults.add(
            'proof.wrong',
            index,
            `Entry ${index} was altered, or its proof was: they do not lead to the signed root.`,
          );
        } else if (this.contents) {
          await this.contents.check(index, bytes.subarray(LEAF_TAG.length));
        }
      }
    }
  }

  private need(name: string): AsyncIterable<Uint8Array> {
    const file = this.open(name);
    if (file === null) throw new Error(`the file ${name} is missing.`);
    return file;
  }

  private async bytes(name: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.need(name)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  private async text(name: string): Promise<string> {
    return (await this.bytes(name)).toString('utf8');
  }
}

/** leafHash of the tag and a line, without laying them together anew for each. */
class TaggedHash {
  private static readonly tag = Buffer.from(LEAF_TAG);
  private scratch = Buffer.concat([TaggedHash.tag, Buffer.alloc(16 * 1024)]);

  of(line: Buffer): Buffer {
    const length = TaggedHash.tag.length + line.length;
    if (length > this.scratch.length) this.scratch = Buffer.concat([TaggedHash.tag, Buffer.alloc(length)]);
    this.scratch.set(line, TaggedHash.tag.length);
    return leafHash(this.scratch.subarray(0, length));
  }
}

const HASHES_AT_ONCE = 4_096;

function rootOfHashes(hashes: Buffer): Uint8Array {
  let frontier: Frontier = EMPTY_FRONTIER;
  const count = Math.floor(hashes.length / HASH_BYTES);
  for (let from = 0; from < count; from += HASHES_AT_ONCE) {
    const slice = Array.from({ length: Math.min(HASHES_AT_ONCE, count - from) }, (_, i) => {
      const at = (from + i) * HASH_BYTES;
      return hashes.subarray(at, at + HASH_BYTES);
    });
    frontier = appendLeaves(frontier, slice).frontier;
  }
  return rootOf(frontier);
}
