import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Holding a folder: nobody else can, until `release` or until this process is gone, however it went. */
export interface FolderLock {
  release(): void;
}

const OWNER_ONLY_FILE = 0o600;
const SQLITE_BUSY = 5;

/**
 * Takes the folder, or answers null when another process holds it. The lock is the kernel's (SQLite takes it on every platform), so a
 * killed process leaves none behind, and no number of a process that is given out again can be mistaken for its holder.
 */
export function lockFolder(folder: string): FolderLock | null {
  const path = join(folder, 'folder.lock');
  // Made first, so that its mode is ours and not SQLite's.
  writeFileSync(path, '', { flag: 'a', mode: OWNER_ONLY_FILE });
  const lock = new DatabaseSync(path);
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  const note = noteIn(folder);
  writeFileSync(note, String(process.pid), { mode: OWNER_ONLY_FILE });
  return {
    release() {
      rmSync(note, { force: true });
      lock.close();
    },
  };
}

/** The process that said it holds the folder, for a person to find it. */
export function holderOf(folder: string): string {
  try {
    return readFileSync(noteIn(folder), 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

/** Beside the lock, not in it: on some systems closing any handle of a locked file gives the lock away. */
const noteIn = (folder: string): string => join(folder, 'castellan.pid');
