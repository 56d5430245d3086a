import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type Peer, PEERS_DIR, until } from './peer.js';

const run = promisify(execFile);
const VERSION = '5.2.5';
const VENV = join(PEERS_DIR, `moto-${VERSION}`);
const SERVER = join(VENV, 'bin', 'moto_server');

/** moto, an emulator of AWS, from PyPI in a virtual environment of its own. Unlike in AWS, a disabled KMS key still works in it. */
export const moto: Peer & { start(): Promise<{ url: string; stop(): void }> } = {
  name: 'moto',
  available: () => Promise.resolve(existsSync(SERVER)),
  async get() {
    await mkdir(PEERS_DIR, { recursive: true });
    await run('python3', ['-m', 'venv', VENV], { timeout: 120_000 });
    await run(join(VENV, 'bin', 'pip'), ['install', '--quiet', `moto[server]==${VERSION}`], { timeout: 600_000 });
  },
  async start() {
    const port = await freePort();
    const child = spawn(SERVER, ['-H', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}`;
    await until(() => fetch(`${url}/moto-api/`));
    return { url, stop: () => void child.kill() };
  },
};
