import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { DatabaseRefused } from '../database.errors.js';
import { findBinaries, othersCanReach, type PostgresBinaries, reachable } from './postgres-binaries.js';
import { endLeftover, gone, notedPort } from './postmaster.js';
import { type Account, accountForPostgres } from './unprivileged-account.js';

export interface EmbeddedPostgres {
  /** The owner of the database `castellan`, on a port of 127.0.0.1 that is another each time. */
  readonly ownerUrl: string;
  /** Lets transactions under way end as they may, writes everything, and stops. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder that holds the cluster and the server's log; made if it is not there. */
  readonly folder: string;
  readonly password: string;
  /** For tests alone: gives up what survives a crash for speed. */
  readonly forgetful?: boolean;
  readonly progress?: (step: string) => void;
}

const OWNER = 'castellan_owner';
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 30_000;
const TRY_AGAIN_MS = 15;
const MOST_PORTS = 3;
const LONGEST_LOG_BYTES = 10 * 1024 * 1024;

/**
 * Starts the real PostgreSQL that npm carries on the cluster in `folder`, making it first if need be.
 * @throws DatabaseRefused with what to do, when it cannot start
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = accountForPostgres();
  const found = await findBinaries();
  const binaries = account ? await reachable(found) : found;
  const place = { binaries, account, log: openLog(options.folder) };
  const at = { ...place, cluster: join(options.folder, 'cluster') };
  if (!existsSync(at.cluster)) {
    options.progress?.('Making the database cluster');
    await makeCluster(at, options.password);
  }
  await endLeftover(at.cluster);
  options.progress?.('Starting PostgreSQL');
  return startOn(at, options);
}

async function startOn(at: Place, { password, forgetful = false }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = run(at, 'postgres', serverArguments(port, forgetful));
    const ownerUrl = ownerUrlAt(port, password);
    try {
      await answering(server, ownerUrl, at.log);
      return { ownerUrl, stop: () => stop(server) };
    } catch (error) {
      await stop(server);
      // Between finding a port and taking it, somebody else may have: then the next one.
      if (attempt === MOST_PORTS || !lastWords(at.log).includes('could not create any TCP/IP sockets')) throw error;
    }
  }
}

/**
 * Reaches the server that another process runs on the cluster in `folder`.
 * @throws DatabaseRefused when it is just starting or ending
 */
export function joinEmbeddedPostgres({
  folder,
  password,
}: Pick<EmbeddedOptions, 'folder' | 'password'>): EmbeddedPostgres {
  const port = notedPort(join(folder, 'cluster'));
  if (port === null)
    throw new DatabaseRefused('Castellan is just starting or stopping on this data folder: try again in a moment.');
  return { ownerUrl: ownerUrlAt(port, password), stop: () => Promise.resolve() };
}

const ownerUrlAt = (port: number, password: string): string =>
  `postgresql://${OWNER}:${encodeURIComponent(password)}@127.0.0.1:${port}/castellan`;

interface Place {
  readonly binaries: PostgresBinaries;
  readonly cluster: string;
  readonly account: Account | null;
  readonly log: string;
}

function serverArguments(port: number, forgetful: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: forgetful ? 300 : 100,
    shared_buffers: '128MB',
    ...(forgetful && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * Runs a program of PostgreSQL inside the cluster's folder. For an account that cannot walk to that folder, `/proc/self/cwd` is the way in:
 * the working directory is entered while we are still root, and that link leads back to it past the folders above.
 */
function run(
  at: Place,
  program: keyof PostgresBinaries,
  args: readonly string[],
  output: StdioOptions | null = null,
): ChildProcess {
  const data = at.account && !othersCanReach(join(at.cluster, '..')) ? '/proc/self/cwd' : at.cluster;
  const log = openSync(at.log, 'a', 0o600);
  try {
    return spawn(at.binaries[program], ['-D', data, ...args], {
      cwd: at.cluster,
      stdio: output ?? ['ignore', log, log],
      // Its own process group: Ctrl-C in the terminal is for us, and we stop the server when requests have ended.
      detached: true,
      env: { LC_ALL: 'C', TZ: 'UTC' },
      ...(at.account && { uid: at.account.uid, gid: at.account.gid }),
    });
  } finally {
    closeSync(log);
  }
}

/** Made beside its place and then renamed: a cluster that is there is whole, whenever its making was cut off. */
async function makeCluster(at: Place, password: string): Promise<void> {
  const unfinished = `${at.cluster}.unfinished`;
  await endLeftover(unfinished);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (at.account) chownSync(unfinished, at.account.uid, at.account.gid);
  await initialise({ ...at, cluster: unfinished }, password);
  renameSync(unfinished, at.cluster);
}

async function initialise(at: Place, password: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'castellan-init-'));
  try {
    const passwordFile = join(folder, randomBytes(8).toString('hex'));
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (at.account) for (const path of [folder, passwordFile]) chownSync(path, at.account.uid, at.account.gid);
    const args = [
      '-U',
      OWNER,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ];
    const code = await exitOf(run(at, 'initdb', args));
    if (code !== 0)
      throw new DatabaseRefused(
        `PostgreSQL could not make its cluster; its last words stand in ${at.log}: ${lastWords(at.log)}`,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the server answers, and makes the database the first time. */
async function answering(server: ChildProcess, ownerUrl: string, log: string): Promise<void> {
  const url = new URL(ownerUrl);
  url.pathname = '/postgres';
  for (let waited = 0; waited < START_WITHIN_MS; waited += TRY_AGAIN_MS) {
    if (server.exitCode !== null || server.signalCode !== null) break;
    const client = new Client({ connectionString: url.href });
    try {
      await client.connect();
      const { rowCount } = await client.query("select 1 from pg_database where datname = 'castellan'");
      if (rowCount === 0) await client.query('create database castellan');
      return;
    } catch (error) {
      if (codeOf(error) === WRONG_PASSWORD) throw new DatabaseRefused(ANOTHER_KEY, { cause: error });
      if (!NOT_YET.has(codeOf(error))) throw error;
      await wait(TRY_AGAIN_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new DatabaseRefused(`PostgreSQL did not start; its last words stand in ${log}: ${lastWords(log)}`);
}

const WRONG_PASSWORD = '28P01';
/** The last is PostgreSQL's own "cannot connect now". */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03']);
const ANOTHER_KEY =
  'The embedded database was made with another master key: put the file "keyring" back from a backup of the data folder, or set CASTELLAN_MASTER_KEY as it was then.';

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const exited = exitOf(server);
  // SIGINT is PostgreSQL's "fast": it rolls back what is open and writes a clean end.
  server.kill('SIGINT');
  if (await Promise.race([exited.then(() => true), gone(server.pid, STOP_WITHIN_MS)])) return;
  server.kill('SIGQUIT');
  await exited;
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', reject);
  });

/** The server's log in `folder`: begun anew when it has grown long, with the one before kept. */
function openLog(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(folder, 'server.log');
  if (existsSync(log) && statSync(log).size > LONGEST_LOG_BYTES) renameSync(log, `${log}.1`);
  return log;
}

function lastWords(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' ');
}

/** A port that nobody holds now. The kernel does not give the same one out again at once. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}
