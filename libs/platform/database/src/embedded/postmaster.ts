import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseRefused } from '../database.errors.js';

const LOOK_AGAIN_MS = 20;
const FAST_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 5_000;
const PORT_LINE = 3;

/**
 * Ends what a killed process left running on `cluster`, then removes the note of it. PostgreSQL's own check stops at any process that
 * happens to have the noted number; this one asks which processes are PostgreSQL on this very cluster. Without the note PostgreSQL
 * no longer looks for its own orphans, so it is removed only when none of them is left.
 * @throws DatabaseRefused when one does not end
 */
export async function endLeftover(cluster: string): Promise<void> {
  const note = join(cluster, 'postmaster.pid');
  if (!existsSync(note)) return;
  const noted = Number(readFileSync(note, 'utf8').split('\n')[0]);
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    const left = processesOn(cluster, noted);
    // The first of them ends the others; orphans of a killed one end by themselves when told.
    const told = left.includes(noted) ? [noted] : left;
    for (const pid of told) tell(pid, signal);
    await Promise.all(left.map((pid) => gone(pid, patience)));
  }
  const [stubborn] = processesOn(cluster, noted);
  if (stubborn !== undefined) {
    throw new DatabaseRefused(
      `A PostgreSQL of an earlier start (process ${stubborn}) does not end: end it with "kill -9 ${stubborn}" and start again.`,
    );
  }
  rmSync(note, { force: true });
}

/** The port that the server on `cluster` noted when it began to listen; null when it has not, or is gone. */
export function notedPort(cluster: string): number | null {
  const note = join(cluster, 'postmaster.pid');
  if (!existsSync(note)) return null;
  const port = Number(readFileSync(note, 'utf8').split('\n')[PORT_LINE]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** Waits until the process is gone; answers whether it went in time. */
export async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += LOOK_AGAIN_MS) {
    if (!isAlive(pid)) return true;
    await wait(LOOK_AGAIN_MS);
  }
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Every process of PostgreSQL that works inside `cluster`. Where there is no /proc, only the noted one is known. */
function processesOn(cluster: string, noted: number): readonly number[] {
  if (!existsSync('/proc/self/cwd')) return isPostgresOn(cluster, noted) ? [noted] : [];
  const inside = realpathSync(cluster);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && worksIn(inside, pid));
}

function worksIn(folder: string, pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder && /^postgres/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'));
  } catch {
    return false;
  }
}

function isPostgresOn(cluster: string, pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false;
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(cluster);
  } catch {
    // Where it cannot be asked, PostgreSQL's own check decides when it starts.
    return false;
  }
}
