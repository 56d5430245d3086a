// `npm run -s executable`: the machine program as one self-contained file, into dist/executable.
//   npm run -s executable                          for this platform
//   npm run -s executable -- darwin-aarch64 …      for others
//   npm run -s executable -- all
import { join } from 'node:path';
import { root } from './build.mjs';
import { buildExecutable, ownTarget, TARGETS } from '../apps/agent/executable.mjs';

const asked = process.argv.slice(2);
const targets = asked.includes('all') ? TARGETS : asked.length > 0 ? asked : [ownTarget()];
for (const target of targets) {
  console.log(
    await buildExecutable({
      outdir: join(root, 'dist/executable'),
      target,
      say: (step) => console.error(`  ${step} …`),
    }),
  );
}
