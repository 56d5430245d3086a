// Starts the built product for a row, with data and port of its own, and what rows ask of it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const newDataDir = () => mkdtempSync(join(tmpdir(), 'castellan-bench-'));

/** Starts `dist`; answers when it is ready, with how long that took. */
export async function startProduct({ dataDir = newDataDir(), port } = {}) {
  const at = port ?? (await freePort());
  const url = `http://127.0.0.1:${at}`;
  const env = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    TZ: 'UTC',
    CASTELLAN_DATA_DIR: dataDir,
    CASTELLAN_PORT: `${at}`,
    CASTELLAN_LOG_LEVEL: 'warn',
  };
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=64', '--enable-source-maps', join(root, 'dist/apps/api/src/main.js')],
    {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += chunk));
  let over = false;
  child.once('exit', () => (over = true));
  for (;;) {
    if (over) throw new Error(`The product did not start: ${complaint.trim().split('\n').at(-1)}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) break;
    if (performance.now() - begun > 120_000) throw new Error('The product was not ready after two minutes.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    url,
    dataDir,
    env,
    pid: child.pid,
    readyAfterMs: performance.now() - begun,
    admin: (...args) =>
      JSON.parse(
        execFileSync(process.execPath, [join(root, 'dist/apps/admin/src/main.js'), ...args, '--json'], {
          cwd: root,
          env,
          encoding: 'utf8',
        }),
      ),
    stop: () =>
      new Promise((resolve) => {
        if (over) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

/** Resident memory of one process, in MiB. */
export const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Processor time that one process has used, in microseconds. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
