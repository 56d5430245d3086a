// Programs to be held against that npm has and that the product itself does not need: got when a row first asks for them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../.cache/bench-peers', import.meta.url));

/** Imports `entry` of exactly this version of a package. @throws when it cannot be had */
export async function npmPeer(name, version, entry) {
  const folder = join(cache, `${name.replaceAll(/[@/]/g, '_')}-${version}`);
  const file = join(folder, 'node_modules', name, entry);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const { status, stderr } = spawnSync(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `${name}@${version}`],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`${name} could not be had: ${stderr}`);
  }
  return import(file);
}
