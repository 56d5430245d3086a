// `npm run -s admin -- COMMAND --json`: what an automation asks of an installation, built if need be.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, root } from './build.mjs';

await build({ say: (step) => console.error(`  ${step} …`) });
const { status } = spawnSync(
  process.execPath,
  ['--no-warnings', join(root, 'dist/apps/admin/src/main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { CASTELLAN_DATA_DIR: join(root, '.castellan'), ...process.env },
  },
);
process.exit(status ?? 1);
