import { isObject } from '../machine/enrolment.js';
import { FileLock } from '../machine/file-lock.js';
import type { StateFolder } from '../machine/state-folder.js';

const FILE = 'daemon.json';
/** Held for as long as the daemon lives. */
export const DAEMON_LOCK = 'daemon';

/** What the daemon tells `castellan status`. Times are RFC 3339. */
export interface DaemonStatus {
  readonly pid: number;
  readonly startedAt: string;
  readonly connected: boolean;
  readonly lastContactAt: string | null;
  /** A sentence; null when the last attempt worked. */
  readonly trouble: string | null;
}

/** Null when no daemon of this machine is alive. */
export function readDaemonStatus(folder: StateFolder): DaemonStatus | null {
  const read = folder.readJson(FILE);
  const holder = FileLock.holder(folder, DAEMON_LOCK);
  return isObject(read) && holder !== null && read['pid'] === holder ? (read as unknown as DaemonStatus) : null;
}

export class DaemonStatusFile {
  private status: DaemonStatus;

  constructor(
    private readonly folder: StateFolder,
    startedAt: Date,
  ) {
    this.status = {
      pid: process.pid,
      startedAt: startedAt.toISOString(),
      connected: false,
      lastContactAt: null,
      trouble: null,
    };
  }

  /** Writes only what has changed: the file is read by people, not by hooks. */
  set(change: Partial<DaemonStatus>): void {
    const next = { ...this.status, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.status)) return;
    this.status = next;
    this.folder.writeJson(FILE, next);
  }

  remove(): void {
    this.folder.remove(FILE);
  }
}
