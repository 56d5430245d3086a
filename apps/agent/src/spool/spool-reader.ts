import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SealedBox } from '../machine/sealed-box.js';
import { codeOf } from '../machine/state-folder.js';
import { unframe } from './frame.js';
import {
  DROP_BYTES,
  DROPS_FILE,
  OPEN_SEGMENT,
  sealedAt,
  sealedSegments,
  type SegmentFile,
  segmentFile,
  type SpoolLimits,
} from './spool-files.js';
import { sealOpenSegment } from './spool-writer.js';

export interface ReadSegment {
  readonly name: string;
  /** Each the JSON of one event, as it was appended. */
  readonly records: readonly string[];
  /** What was no whole record, or not sealed by this machine. */
  readonly damaged: number;
  /** How far it was read: a record that came later lies behind. */
  readonly bytes: number;
}

export interface SpoolHoldings {
  readonly events: number;
  readonly bytes: number;
  readonly oldestAt: Date | null;
}

/** The daemon's side of the spool: one process at a time. */
export class SpoolReader {
  private readonly counts = new Map<string, { bytes: number; events: number }>();

  constructor(
    private readonly folder: string,
    private readonly box: SealedBox,
  ) {}

  hasOpenRecords(): boolean {
    return (segmentFile(this.folder, OPEN_SEGMENT)?.bytes ?? 0) > 0;
  }

  /** Closes the open segment to appenders and brings it to the disk. */
  seal(now: Date): void {
    if (!this.hasOpenRecords()) return;
    const name = sealOpenSegment(this.folder, now);
    if (name === null) return;
    const file = openSync(join(this.folder, name), 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  segments(): SegmentFile[] {
    return sealedSegments(this.folder);
  }

  /** Null when the segment is gone. @param from where an earlier reading ended */
  read(name: string, from = 0): ReadSegment | null {
    const bytes = bytesOf(join(this.folder, name));
    if (bytes === null) return null;
    const { payloads, damaged } = unframe(bytes.subarray(from));
    const opened = payloads.map((payload) => this.box.open(payload)?.toString('utf8') ?? null);
    const records = opened.filter((text) => text !== null);
    return { name, records, damaged: damaged + opened.length - records.length, bytes: bytes.length };
  }

  /** Removes a segment that was read to its end; false when it has grown since, so that its tail is read first. */
  remove(segment: ReadSegment): boolean {
    const now = segmentFile(this.folder, segment.name);
    if (now && now.bytes > segment.bytes) return false;
    rmSync(join(this.folder, segment.name), { force: true });
    this.counts.delete(segment.name);
    return true;
  }

  /** Removes what is older than the limits allow. @returns how many records went */
  expire(limits: SpoolLimits, now: Date): number {
    const old = this.segments().filter((segment) => now.getTime() - sealedAt(segment) > limits.maxAgeMs);
    return old.reduce((dropped, segment) => {
      const records = this.recordsIn(segment);
      rmSync(segment.path, { force: true });
      return dropped + records;
    }, 0);
  }

  /** How many events were dropped and not yet reported. They stay counted until `forgetDrops`. */
  drops(): number {
    const taken = join(this.folder, `${DROPS_FILE}.taken`);
    if (!existsSync(taken)) renameIfThere(join(this.folder, DROPS_FILE), taken);
    return Math.floor((bytesOf(taken)?.length ?? 0) / DROP_BYTES);
  }

  /** To be called once the report of `drops` is itself in the spool. */
  forgetDrops(): void {
    rmSync(join(this.folder, `${DROPS_FILE}.taken`), { force: true });
  }

  holdings(): SpoolHoldings {
    const open = segmentFile(this.folder, OPEN_SEGMENT);
    const all = [...this.segments(), ...(open && open.bytes > 0 ? [open] : [])];
    return {
      events: all.reduce((sum, segment) => sum + this.recordsIn(segment), 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      oldestAt: all[0] ? this.firstAt(all[0]) : null,
    };
  }

  /** The time of the first event of a segment, by the event itself. */
  private firstAt({ name }: SegmentFile): Date | null {
    const [first] = this.read(name)?.records ?? [];
    try {
      const at = new Date((JSON.parse(first ?? '{}') as { at?: string }).at ?? Number.NaN);
      return Number.isNaN(at.getTime()) ? null : at;
    } catch {
      return null;
    }
  }

  private recordsIn({ name, path, bytes }: SegmentFile): number {
    const known = this.counts.get(name);
    if (known?.bytes === bytes) return known.events;
    const events = unframe(bytesOf(path) ?? Buffer.alloc(0)).payloads.length;
    this.counts.set(name, { bytes, events });
    return events;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
