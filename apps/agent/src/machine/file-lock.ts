import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { AlreadyRunning } from './agent.errors.js';
import { codeOf, type StateFolder } from './state-folder.js';

const POLL_MS = 50;
const STEAL_STALE_MS = 10_000;

/**
 * One process of this machine at a time. The file names its owner: the lock of a process that is gone is taken over, also after
 * `kill -9`. Taking over is itself done under a lock, so that two heirs do not both inherit.
 */
export class FileLock {
  private constructor(private readonly path: string) {}

  /** Null while a living process holds it. */
  static tryTake(folder: StateFolder, name: string): FileLock | null {
    folder.ensure();
    const path = folder.pathOf(`${name}.lock`);
    return create(path) || (isOrphan(path) && inherit(path)) ? new FileLock(path) : null;
  }

  /** @throws AlreadyRunning when it is not free within `patienceMs` */
  static async take(folder: StateFolder, name: string, patienceMs: number): Promise<FileLock> {
    for (let left = patienceMs; ; left -= POLL_MS) {
      const lock = FileLock.tryTake(folder, name);
      if (lock) return lock;
      if (left <= 0) {
        throw new AlreadyRunning(
          `Another castellan process holds ${folder.pathOf(`${name}.lock`)}; wait for it, or end it.`,
        );
      }
      await wait(POLL_MS);
    }
  }

  /** The living process that holds it; null when none does. */
  static holder(folder: StateFolder, name: string): number | null {
    const path = folder.pathOf(`${name}.lock`);
    return isOrphan(path) ? null : ownerOf(path);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, String(process.pid));
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function inherit(path: string): boolean {
  const steal = `${path}.steal`;
  if (!create(steal)) {
    if (ageOf(steal) > STEAL_STALE_MS) rmSync(steal, { force: true });
    return false;
  }
  try {
    if (!isOrphan(path)) return false;
    rmSync(path, { force: true });
    return create(path);
  } finally {
    rmSync(steal, { force: true });
  }
}

/** Whether the process that the file names is gone. A file without a name yet is being written. */
function isOrphan(path: string): boolean {
  const owner = ownerOf(path);
  if (owner === null) return ageOf(path) > STEAL_STALE_MS;
  // Numbers of processes are given out again: one from before the machine's start names nobody.
  if (ageOf(path) > uptime() * 1_000) return true;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function ownerOf(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** By the file system's own clock on both sides: a file made now against one made then. */
function ageOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? performance.timeOrigin + performance.now() - found.mtimeMs : 0;
}
