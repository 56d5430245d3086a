import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Peer, PEERS_DIR } from './peer.js';

const run = promisify(execFile);
const VERSION = '0.5.2';
const VENV = join(PEERS_DIR, `scim2-tester-${VERSION}`);
const PROGRAM = join(VENV, 'bin', 'scim2');
const PACKAGES = ['scim2-cli==0.6.0', `scim2-tester==${VERSION}`, 'scim2-client==0.13.2', 'scim2-models==0.12.3'];

/** scim2-tester, a conformance suite that others wrote, from PyPI in a virtual environment of its own. */
export const scimTester: Peer & { test(base: string, token: string): Promise<string> } = {
  name: 'scim2-tester',
  available: () => Promise.resolve(existsSync(PROGRAM)),
  async get() {
    await mkdir(PEERS_DIR, { recursive: true });
    await run('python3', ['-m', 'venv', VENV], { timeout: 120_000 });
    await run(join(VENV, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
      timeout: 600_000,
    });
  },
  /** @returns what it printed, a line for each check */
  async test(base, token) {
    // Its exit code tells of failures too; what it says tells which.
    const { stdout } = await run(PROGRAM, ['--url', base, '--header', `Authorization: Bearer ${token}`, 'test'], {
      timeout: 100_000,
      maxBuffer: 16 * 1024 * 1024,
      env: { PATH: '/usr/bin:/bin' },
    }).catch((failed: unknown) => failed as { stdout: string });
    return stdout;
  },
};
