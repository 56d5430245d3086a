import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../machine/state-folder.js';

export const SPOOL_FOLDER = 'spool';
/** The segment that hooks append to. Sealed ones have a name of their own, which sorts by the time of sealing. */
export const OPEN_SEGMENT = 'open.seg';
export const DROPS_FILE = 'drops';
/** One drop is one record of this length: the time in milliseconds since the epoch, big endian. */
export const DROP_BYTES = 8;

/** How much of the past a machine keeps while its server is away. */
export interface SpoolLimits {
  readonly segmentBytes: number;
  readonly totalBytes: number;
  readonly maxAgeMs: number;
}

export const SPOOL_LIMITS: SpoolLimits = {
  segmentBytes: 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  maxAgeMs: 14 * 24 * 60 * 60 * 1_000,
};

export interface SegmentFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** When a segment was sealed, in milliseconds since the epoch: its name is a UUIDv7 (RFC 9562 section 5.7). */
export const sealedAt = ({ name }: SegmentFile): number => Number.parseInt(name.slice(0, 13).replace('-', ''), 16);

/** The sealed segments, oldest first. An empty list where there is no spool yet. */
export function sealedSegments(folder: string): SegmentFile[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.seg') && name !== OPEN_SEGMENT)
    .sort()
    .flatMap((name) => {
      const found = segmentFile(folder, name);
      return found ? [found] : [];
    });
}

/** Null for a segment that is not (or no longer) there. */
export function segmentFile(folder: string, name: string): SegmentFile | null {
  const path = join(folder, name);
  try {
    return { name, path, bytes: statSync(path).size };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
