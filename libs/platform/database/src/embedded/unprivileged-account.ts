import { execFileSync } from 'node:child_process';
import { DatabaseRefused } from '../database.errors.js';

/** As whom to run a child process. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['castellan', 'postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. For root this names the account to run it as instead; for everybody else, null.
 * @throws DatabaseRefused when the host has no such account
 */
export function accountForPostgres(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of CANDIDATES) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== null && gid !== null && uid !== 0) return { name, uid, gid };
  }
  throw new DatabaseRefused(
    'PostgreSQL refuses to run as root and this host has no account to run it as: create one with "useradd --system castellan", start as an ordinary user, or set DATABASE_URL.',
  );
}

function idOf(which: '-u' | '-g', name: string): number | null {
  try {
    return Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return null;
  }
}
