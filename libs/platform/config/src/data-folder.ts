import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from './settings.js';

/** Why the data folder cannot be used; the message is one sentence that says what to do. */
export class DataFolderRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataFolderRefused';
  }
}

export interface DataFolder {
  readonly path: string;
  /** Whether no other process runs on it. */
  readonly isAlone: boolean;
  /** 32 bytes that everything sealed by this installation hangs on. */
  readonly masterKey: Uint8Array;
  /** Lets another process have the folder. */
  release(): void;
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const KEY_BYTES = 32;

/**
 * How a process uses the data folder: `alone`, as the product does on its embedded database; `beside` another, as a command does while
 * the product may be running; or `shared`, by all processes whose database is elsewhere.
 */
export type DataFolderUse = 'alone' | 'beside' | 'shared';

/**
 * Makes and takes the data folder.
 * @throws DataFolderRefused when it cannot be written, or when it is wanted alone and another process runs on it
 */
export function openDataFolder(
  settings: Pick<Settings, 'dataDir' | 'masterKey'>,
  use: DataFolderUse = 'alone',
): DataFolder {
  const { dataDir: path } = settings;
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY_FOLDER });
    const release = use === 'shared' ? null : takeLock(join(path, 'castellan.lock'), use);
    const masterKey = settings.masterKey
      ? Buffer.from(settings.masterKey.reveal(), 'base64')
      : keyIn(join(path, 'keyring'));
    return { path, masterKey, isAlone: release !== null, release: release ?? (() => undefined) };
  } catch (error) {
    if (error instanceof DataFolderRefused) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new DataFolderRefused(
      `The data folder ${path} cannot be written (${code}): give this user the right to it, or name another with CASTELLAN_DATA_DIR.`,
      { cause: error },
    );
  }
}

/** A key is written whole under another name and then linked: whoever comes second finds the first one's. */
function keyIn(path: string): Uint8Array {
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    writeDurably(draft, randomBytes(KEY_BYTES));
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) {
    throw new DataFolderRefused(
      `The keyring ${path} is damaged (${key.length} bytes instead of ${KEY_BYTES}): restore it from a backup; without it nothing sealed can be read.`,
    );
  }
  return key;
}

/** Null when another process holds it and `use` allows that. */
function takeLock(path: string, use: DataFolderUse): (() => void) | null {
  const mine = `${process.pid}`;
  const draft = `${path}.${mine}`;
  for (;;) {
    writeDurably(draft, Buffer.from(mine));
    try {
      linkSync(draft, path);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readFileSync(path, 'utf8'));
      if (isCastellan(holder)) {
        if (use === 'beside') return null;
        throw new DataFolderRefused(
          `Another Castellan (process ${holder}) runs on this data folder: stop it first, or name another folder with CASTELLAN_DATA_DIR.`,
        );
      }
      // Its process is gone. Moved aside first, so that of two who find it stale only one removes it.
      renameSync(path, `${draft}.stale`);
      rmSync(`${draft}.stale`, { force: true });
    } finally {
      rmSync(draft, { force: true });
    }
  }
}

/** Whether that process lives and, where /proc tells, runs JavaScript: numbers are given out again. */
function isCastellan(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const command = `/proc/${pid}/cmdline`;
  return existsSync(command) ? readFileSync(command, 'utf8').includes('node') : !existsSync('/proc/self');
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w', OWNER_ONLY_FILE);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
