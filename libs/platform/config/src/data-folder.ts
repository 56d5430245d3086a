import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type FolderLock, holderOf, lockFolder } from './folder-lock.js';
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
  let lock: FolderLock | null = null;
  try {
    makeFolder(path);
    lock = use === 'shared' ? null : take(path, use);
    const masterKey = settings.masterKey
      ? Buffer.from(settings.masterKey.reveal(), 'base64')
      : keyIn(join(path, 'keyring'));
    return { path, masterKey, isAlone: lock !== null, release: () => lock?.release() };
  } catch (error) {
    lock?.release();
    if (error instanceof DataFolderRefused) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new DataFolderRefused(
      `The data folder ${path} cannot be written (${code}): give this user the right to it, or name another with CASTELLAN_DATA_DIR.`,
      { cause: error },
    );
  }
}

/** Recursive only where it must be: Node tries for ever below a folder such as /proc, which takes no other. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: OWNER_ONLY_FOLDER });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A key is written whole under another name and then linked: whoever comes second finds the first one's. */
function keyIn(path: string): Uint8Array {
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    writeDurably(draft, randomBytes(KEY_BYTES));
    try {
      linkSync(draft, path);
      settle(dirname(path));
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

/** Null when another process holds the folder and `use` allows that. */
function take(folder: string, use: Exclude<DataFolderUse, 'shared'>): FolderLock | null {
  const lock = lockFolder(folder);
  if (lock === null && use === 'alone') {
    throw new DataFolderRefused(
      `Another Castellan (process ${holderOf(folder)}) runs on this data folder: stop it first, or name another folder with CASTELLAN_DATA_DIR.`,
    );
  }
  return lock;
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

/** A name is durable when its folder is: without its key, all that hangs on it would be lost in a power cut. */
function settle(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
