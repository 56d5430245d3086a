import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HOME = new URL('../../.cache/scim-tester', import.meta.url).pathname;
const PACKAGES = ['scim2-cli==0.6.0', 'scim2-tester==0.5.2', 'scim2-client==0.13.2', 'scim2-models==0.12.3'];

/** scim2-tester, a conformance suite that others wrote, from PyPI into a folder of its own. Null where the host has no Python or no registry. */
export async function scimTester(): Promise<((base: string, token: string) => Promise<string>) | null> {
  const program = join(HOME, 'bin/scim2');
  try {
    if (!existsSync(program)) {
      await run('python3', ['-m', 'venv', HOME]);
      await run(join(HOME, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
        timeout: 120_000,
      });
    }
  } catch {
    return null;
  }
  return async (base, token) => {
    // Its exit code tells of failures too; what it says tells which.
    const { stdout } = await run(program, ['--url', base, '--header', `Authorization: Bearer ${token}`, 'test'], {
      timeout: 100_000,
      maxBuffer: 16 * 1024 * 1024,
      env: { PATH: '/usr/bin:/bin' },
    }).catch((failed: unknown) => failed as { stdout: string });
    return stdout;
  };
}
