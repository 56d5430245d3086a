// `npm run -s castellan -- …`: the machine program from a checkout, built if need be.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, root } from './build.mjs';

await build({ only: ['agent'], say: (step) => console.error(`  ${step} …`) });
const { status } = spawnSync(process.execPath, [join(root, 'dist/agent/castellan.cjs'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
process.exit(status ?? 1);
