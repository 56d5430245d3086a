import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { freePort, until } from '../peers/peer.js';

const run = promisify(execFile);
const ROOT = new URL('../..', import.meta.url).pathname;
const NODE = join(ROOT, 'node_modules/.bin/node');
/** As scripts/start.mjs has them. */
const FLAGS = ['--max-semi-space-size=64', '--import', pathToFileURL(join(ROOT, 'scripts/source-maps.mjs')).href];

export interface ProductOptions {
  /** Keeps the data of an earlier start. */
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The product as an operator starts it: the built program in a process of its own, with its own data and port. */
export interface Product {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** All that it has printed. */
  printed(): string;
  /** Milliseconds from the start of the process until it was ready. */
  readonly startedInMs: number;
  readonly pid: number;
  /** `npm run -s admin -- …args --json` against this installation. */
  admin<T>(...args: string[]): Promise<T>;
  /** As SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** As a power cut: SIGKILL to the program and to the PostgreSQL it started. */
  kill(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** Only what a program needs from a shell: nothing of the developer's own settings reaches the product. */
const bareEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  TZ: 'UTC',
  NODE_NO_WARNINGS: '1',
});

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'castellan-e2e-')));
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...bareEnvironment(),
    CASTELLAN_DATA_DIR: dataDir,
    CASTELLAN_PORT: `${port}`,
    CASTELLAN_LOG_LEVEL: 'warn',
    NODE_COMPILE_CACHE: join(ROOT, '.cache/compiled'),
    ...options.env,
  };
  const begun = performance.now();
  const child = spawn(NODE, [...FLAGS, join(ROOT, 'dist/apps/api/src/main.js')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await ready(child, () => printed);
  const startedInMs = performance.now() - begun;
  const stop = async (): Promise<number | null> => {
    const code = exitOf(child);
    child.kill('SIGTERM');
    return code;
  };
  return {
    url,
    port,
    dataDir,
    printed: () => printed,
    startedInMs,
    pid: child.pid ?? 0,
    async admin<T>(...args: string[]) {
      const { stdout } = await run(NODE, [join(ROOT, 'dist/apps/admin/src/main.js'), ...args, '--json'], {
        cwd: ROOT,
        env,
      });
      return JSON.parse(stdout) as T;
    },
    stop,
    kill: () => killAll(child, dataDir),
    async remove() {
      if (child.exitCode === null && child.signalCode === null) await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess, printed: () => string): Promise<void> {
  const died = exitOf(child).then((code) => {
    throw new Error(`The product ended with code ${code} before it was ready:\n${printed()}`);
  });
  const up = until(() => {
    if (!/Castellan (?:is ready at|works as)/.test(printed()))
      throw new Error(`The product is not ready after two minutes:\n${printed()}`);
    return Promise.resolve();
  }, 120);
  await Promise.race([up, died]);
  died.catch(() => undefined);
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });

/** Every process whose command line names the data folder is of this installation. */
async function killAll(child: ChildProcess, dataDir: string): Promise<void> {
  const { stdout } = await run('pgrep', ['-f', '--', dataDir]).catch(() => ({ stdout: '' }));
  const ended = exitOf(child);
  child.kill('SIGKILL');
  for (const pid of stdout.trim().split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself when its parent did.
    }
  }
  await ended;
}
