// The test harness is TypeScript that vitest runs; programs outside a test run (the demo, the bench) use it through this.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A .mjs knows its neighbours by its own place, so it is imported from there and not copied. */
const programsStayWhereTheyAre = {
  name: 'programs-stay-where-they-are',
  setup(bundler) {
    bundler.onResolve({ filter: /^\..*\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }));
  },
};

/** Bundles one file of test/ into .cache/harness, as deep as its source, so that its relative paths hold. Answers where. */
export async function bundleHarness(source) {
  const outfile = join(root, '.cache/harness', `${source.replaceAll('/', '-').replace(/\.ts$/, '')}.mjs`);
  await build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    plugins: [programsStayWhereTheyAre],
    conditions: ['source'],
    logLevel: 'error',
  });
  return outfile;
}

/** Bundles and imports. */
export const importHarness = async (source) => import(await bundleHarness(source));
