import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where peers are kept between runs, and where a run notes which it did without. */
export const PEERS_DIR = new URL('../../.cache/peers', import.meta.url).pathname;
export const MISSING_FILE = join(PEERS_DIR, 'missing.txt');

/** A program from outside that some tests talk to. */
export interface Peer {
  readonly name: string;
  /** Whether it can run here now, without getting anything. */
  available(): Promise<boolean>;
  /** Gets it, on a machine that is meant for it. @throws when it cannot be had */
  get(): Promise<void>;
}

/** Under `CASTELLAN_PEERS=required` (as in `.ci/run`) every peer is got, and one that cannot be had fails the run. */
const required = (): boolean => process.env['CASTELLAN_PEERS'] === 'required';

/**
 * Whether tests must do without `peer`: `describe.skipIf(await missing(redis))`. Notes its name for the end of the run.
 * @throws when peers are required and this one cannot be had
 */
export async function missing(peer: Peer): Promise<boolean> {
  if (await peer.available()) return false;
  if (required()) {
    await peer.get();
    if (await peer.available()) return false;
    throw new Error(`${peer.name} was got but does not run.`);
  }
  mkdirSync(PEERS_DIR, { recursive: true });
  appendFileSync(MISSING_FILE, `${peer.name}\n`);
  return true;
}

/** Whether `program` is found on the PATH and answers. */
export async function answers(program: string, ...args: string[]): Promise<boolean> {
  try {
    await run(program, args, { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian packages; test files that run side by side wait for each other. @throws when not root, or apt cannot */
export async function aptInstall(...names: string[]): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error(`Install the Debian packages ${names.join(', ')}: only root can do it from here.`);
  await apt('update', '-q');
  await apt('install', '-y', '-q', '--no-install-recommends', ...names);
}

/** One at a time: apt waits for the lock of dpkg, and for no other of its own. */
async function apt(...words: string[]): Promise<void> {
  await run('flock', [join(tmpdir(), 'castellan-apt.lock'), 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...words], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 900_000,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/**
 * A loopback port that nobody holds. The kernel gives ports from 32768 up to whoever connects anywhere, so one of those may be gone before
 * the server that it is meant for listens; these it gives to nobody, nor those 10,000 higher, which a node of a Redis Cluster takes too.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 22_000);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Asks again and again until `probe` answers without throwing. @throws the last error after `seconds` */
export async function until<T>(probe: () => Promise<T>, seconds = 30): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
