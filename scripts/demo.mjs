// `npm run demo`: a team with a month of sessions behind it, then a real coding agent that is refused while you watch, and links to where
// it can be seen. Needs no set-up; works on data of its own and removes it at the end.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules/.bin/node');

if (!existsSync(node)) {
  console.log('  Installing packages (once, a minute or two) …');
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
if (process.versions.node.startsWith('24.')) {
  const { build } = await import('./build.mjs');
  await build({ say: (step) => console.log(`  ${step} …`) });
  const { importHarness } = await import('./bundle-harness.mjs');
  const { demo } = await importHarness('test/demo/demo.ts');
  await demo().catch((error) => {
    console.error(`The demo stopped: ${error.message}`);
    process.exit(1);
  });
} else {
  // The host's Node got us here; the product's own does the rest.
  process.exit(spawnSync(node, [fileURLToPath(import.meta.url)], { cwd: root, stdio: 'inherit' }).status ?? 1);
}
