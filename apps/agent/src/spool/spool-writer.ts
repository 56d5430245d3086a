import { closeSync, fstatSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineEvent } from '#contracts';
import { newId } from '#kernel';
import { type SealedBox, SEAL_OVERHEAD_BYTES } from '../machine/sealed-box.js';
import { frame, LONGEST_PAYLOAD_BYTES } from './frame.js';
import { DROP_BYTES, DROPS_FILE, OPEN_SEGMENT, sealedSegments, segmentFile, type SpoolLimits } from './spool-files.js';

export const SPOOL_PURPOSE = 'castellan/spool/v1';
const FILE_MODE = 0o600;
const MOST_DROPS_COUNTED = 8_192;

/**
 * Puts events into the spool, from any number of processes at once: each record is sealed by itself and appended with one write.
 * Nothing is flushed to the disk here (the daemon does when it seals a segment): a killed process loses nothing, a power cut may
 * lose the last seconds. When the spool is full the event is dropped, and the drop is counted: a decision never waits for its record.
 */
export class SpoolWriter {
  constructor(
    private readonly folder: string,
    private readonly box: SealedBox,
    private readonly limits: SpoolLimits,
  ) {}

  append(event: MachineEvent, now: Date): 'kept' | 'dropped' {
    const text = textOf(event);
    const held = this.heldBytes();
    if (held + text.length > this.limits.totalBytes) {
      this.countDrop(now);
      return 'dropped';
    }
    const record = frame(this.box.seal(text));
    // A segment may be sealed and shipped between our opening it and our writing; then the record goes once more into the
    // new one. The event's id makes the double harmless, a loss would not be.
    for (let attempt = 0; attempt < 3; attempt += 1) if (this.appendOnce(record, now)) return 'kept';
    return 'kept';
  }

  private appendOnce(record: Buffer, now: Date): boolean {
    const path = join(this.folder, OPEN_SEGMENT);
    const file = openSync(path, 'a', FILE_MODE);
    try {
      writeSync(file, record);
      const mine = fstatSync(file);
      const stillOpen = statSync(path, { throwIfNoEntry: false })?.ino === mine.ino;
      if (stillOpen && mine.size >= this.limits.segmentBytes) sealOpenSegment(this.folder, now);
      return stillOpen;
    } finally {
      closeSync(file);
    }
  }

  private heldBytes(): number {
    const open = segmentFile(this.folder, OPEN_SEGMENT)?.bytes ?? 0;
    return sealedSegments(this.folder).reduce((sum, { bytes }) => sum + bytes, open);
  }

  private countDrop(now: Date): void {
    const counted = (segmentFile(this.folder, DROPS_FILE)?.bytes ?? 0) / DROP_BYTES;
    if (counted >= MOST_DROPS_COUNTED) return;
    const record = Buffer.alloc(DROP_BYTES);
    record.writeBigUInt64BE(BigInt(now.getTime()));
    const file = openSync(join(this.folder, DROPS_FILE), 'a', FILE_MODE);
    try {
      writeSync(file, record);
    } finally {
      closeSync(file);
    }
  }
}

/** An event that would not fit into a record is kept without its content: what was decided must not hide behind what was long. */
function textOf(event: MachineEvent): Buffer {
  const whole = Buffer.from(JSON.stringify(event));
  if (whole.length + SEAL_OVERHEAD_BYTES <= LONGEST_PAYLOAD_BYTES) return whole;
  return Buffer.from(JSON.stringify({ ...event, content: { cut: `${whole.length} bytes were too many to keep` } }));
}

/** Gives the open segment a name of its own, after which nobody appends to it. */
export function sealOpenSegment(folder: string, now: Date): string | null {
  const name = `${newId(now)}.seg`;
  try {
    renameSync(join(folder, OPEN_SEGMENT), join(folder, name));
    return name;
  } catch {
    // Nobody has written since, or another process was faster.
    return null;
  }
}
