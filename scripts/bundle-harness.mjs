// The test harness is TypeScript that vitest runs; programs outside a test run (the demo, the bench) use it through this.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Bundles one file of test/ into .cache/harness (as deep as its source, so that its relative paths hold) and imports it. */
export async function importHarness(source) {
  const outfile = join(root, '.cache/harness', `${source.replaceAll('/', '-').replace(/\.ts$/, '')}.mjs`);
  await build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    external: ['*.mjs'],
    conditions: ['source'],
    logLevel: 'error',
  });
  return import(outfile);
}
