// `npm start`: from a fresh clone to a running product. Runs on whatever Node ≥ 20 the host has, without dependencies, until the
// Node 24 that npm carries is there; then that one runs everything else.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
if (major < 24) {
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

/** Runs the product, hands on every signal, and ends as it ends. */
function run() {
  const sourceMaps = pathToFileURL(join(root, 'scripts/source-maps.mjs')).href;
  const flags = ['--max-semi-space-size=64', '--disable-warning=ExperimentalWarning', '--import', sourceMaps];
  const child = spawn(node, [...flags, join(root, 'dist/apps/api/src/main.js')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // What V8 made of the code at the last start need not be made again.
    env: { NODE_COMPILE_CACHE: join(root, '.cache/compiled'), ...process.env },
  });
  // In a terminal Ctrl-C reaches the child by itself too, and npm hands it on once more; the child hears it once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
}
