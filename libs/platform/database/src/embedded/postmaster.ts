import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;
const FAST_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 5_000;

/**
 * Ends a server that a killed process left running on `cluster`, or removes the note of one that is gone. PostgreSQL's own check
 * stops at any process that happens to have the noted number; this one asks whether that process is PostgreSQL on this cluster.
 */
export async function endLeftover(cluster: string): Promise<void> {
  const note = join(cluster, 'postmaster.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && runsOn(cluster, pid)) {
    process.kill(pid, 'SIGINT');
    if (!(await gone(pid, FAST_STOP_MS))) {
      process.kill(pid, 'SIGQUIT');
      await gone(pid, IMMEDIATE_STOP_MS);
    }
  }
  rmSync(note, { force: true });
}

const PORT_LINE = 3;

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

function runsOn(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  // Where there is no /proc, a living process with the noted number is taken for the server, as PostgreSQL itself does.
  if (!existsSync('/proc/self')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false;
  }
}
