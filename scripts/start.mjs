// `npm start`: from a fresh clone to a running product. Runs on whatever Node ≥ 20 the host has, without dependencies, until the
// Node 24 that npm carries is there; then that one runs everything else.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const say = (step) => process.stdout.write(`  ${step} …\n`);
const refuse = (sentence, code = 1) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

const [major] = process.versions.node.split('.').map(Number);
if (major < 20)
  refuse(`Castellan needs Node 20 or later to start, and this is ${process.version}: install a newer one.`);

install();
if (process.argv.includes('--then-build') || major < 24) {
  // From here on with the Node of the product.
  const built = spawnSync(node, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (built.status !== 0)
    refuse('The build failed; its last words stand above. A fresh "npm ci" often helps.', built.status ?? 1);
} else {
  const { build } = await import('./build.mjs');
  await build({ say });
}
run();

/** Installs when nothing is installed, or when the lock file is another than the one that was installed from. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules/.castellan-lock');
  if (existsSync(node) && (!existsSync(stamp) || readFileSync(stamp, 'utf8') === lock)) {
    if (!existsSync(stamp)) writeFileSync(stamp, lock);
    return;
  }
  say('Installing packages (once, a minute or two)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0)
    refuse('Installing failed; npm’s last words stand above. Check that this host reaches the npm registry.', 69);
  writeFileSync(stamp, lock);
}

/** Runs the product and hands on every signal; ends as it ends. */
function run() {
  const args = ['--max-semi-space-size=64', '--enable-source-maps', join(root, 'dist/apps/api/src/main.js')];
  const env = { ...process.env };
  // Reading extra certificates costs each start of Node tens of milliseconds; only outbound TLS needs them, and then the host sets it.
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the child by itself, as it is in the terminal's group; a second one is for us both.
      if (signal !== 'SIGINT' || !process.stdin.isTTY || asked) child.kill(signal);
      asked = true;
    });
  }
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.exit(128 + (signal === 'SIGKILL' ? 9 : signal === 'SIGINT' ? 2 : 15));
  });
}
