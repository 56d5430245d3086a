import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StateUnreadable } from './agent.errors.js';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/**
 * The folder of everything that the program remembers: mode 0700, files 0600. A file is replaced whole or not at all, so that
 * a reader never sees half of one, whatever process dies when.
 */
export class StateFolder {
  constructor(readonly path: string) {}

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** Makes the folder (and `sub` in it) if need be. @throws StateUnreadable with what to do about it */
  ensure(sub = ''): void {
    const path = join(this.path, sub);
    try {
      mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
      // Others' rights may come from a wide umask or an older folder.
      if (process.platform !== 'win32' && (lstatSync(path).mode & 0o077) !== 0) chmodSync(path, PRIVATE_FOLDER);
    } catch (cause) {
      throw unusable(path, cause);
    }
  }

  /** The bytes of a file, null when there is none. @throws StateUnreadable when it is there and cannot be read */
  read(name: string): Buffer | null {
    const path = this.pathOf(name);
    try {
      return readFileSync(path);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return null;
      throw unusable(path, cause);
    }
  }

  /** The JSON of a file; null when there is none, or when it is not JSON: then it is as good as not there. */
  readJson(name: string): unknown {
    const bytes = this.read(name);
    try {
      return bytes && (JSON.parse(bytes.toString('utf8')) as unknown);
    } catch {
      return null;
    }
  }

  write(name: string, content: string | Uint8Array): void {
    const path = this.pathOf(name);
    const half = `${path}.${randomBytes(6).toString('hex')}.new`;
    this.ensure();
    try {
      const file = openSync(half, 'wx', PRIVATE_FILE);
      try {
        writeSync(file, typeof content === 'string' ? Buffer.from(content) : content);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(half, path);
    } catch (cause) {
      rmSync(half, { force: true });
      throw unusable(path, cause);
    }
  }

  writeJson(name: string, value: unknown): void {
    this.write(name, `${JSON.stringify(value)}\n`);
  }

  remove(name: string): void {
    try {
      rmSync(this.pathOf(name), { force: true, recursive: true });
    } catch (cause) {
      throw unusable(this.pathOf(name), cause);
    }
  }
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const unusable = (path: string, cause: unknown): StateUnreadable =>
  new StateUnreadable(
    `Castellan cannot use ${path} (${codeOf(cause) ?? 'unknown fault'}); give your user the right to read and write it.`,
    {},
    { cause },
  );
