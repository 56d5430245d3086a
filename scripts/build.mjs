// Builds what has changed since the last build, and says so:
//   server    libs + apps/{api,worker,admin} → dist, by swc (ES modules, decorators' metadata, source maps)
//   console   apps/console → dist/console, by Vite
//   agent     apps/agent → dist/agent, by esbuild
// A part is built when the hash of what it is made from differs from the one noted beside it. `--force` builds all.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const SOURCE = /\.(?:ts|tsx|css|html|svg|json|yaml|prisma)$/;
const NOT_BUILT = /\.spec\.tsx?$|\.d\.ts$/;
const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'dev', 'vectors']);

const parts = [
  { name: 'server', from: ['libs', 'apps/api', 'apps/worker', 'apps/admin', 'prisma/schema'], build: buildServer },
  { name: 'console', from: ['apps/console', 'libs/contracts', 'libs/engines', 'libs/kernel'], build: buildConsole },
  { name: 'agent', from: ['apps/agent', 'libs/contracts', 'libs/engines', 'libs/kernel'], build: buildAgent },
];

/** Builds each part (of `only`, where it is given) that is not as its sources are. */
export async function build({ force = false, say = () => undefined, only } = {}) {
  for (const part of parts.filter(({ name }) => only?.includes(name) ?? true)) {
    if (!existsSync(join(root, part.from[part.name === 'server' ? 1 : 0]))) continue;
    const stamp = join(dist, `.${part.name}-hash`);
    const wanted = hashOf(part.from);
    if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    say(`Building the ${part.name}`);
    mkdirSync(dist, { recursive: true });
    rmSync(stamp, { force: true });
    await part.build();
    writeFileSync(stamp, wanted);
  }
}

function hashOf(folders) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of folders.flatMap((folder) => filesIn(join(root, folder))))
    hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (SKIPPED.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return SOURCE.test(entry.name) && !NOT_BUILT.test(entry.name) ? [path] : [];
    });
}

async function buildServer() {
  await import('./generate.mjs');
  const { transformFile } = await import('@swc/core');
  const generated = readdirSync(join(root, 'libs/platform/database/src/generated'), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  const sources = ['libs', 'apps/api', 'apps/worker', 'apps/admin']
    .flatMap((folder) => filesIn(join(root, folder)))
    .filter((file) => file.endsWith('.ts'));
  for (const folder of ['libs', 'apps']) rmSync(join(dist, folder), { recursive: true, force: true });
  await Promise.all(
    [...sources, ...generated].map(async (file) => {
      // Nobody reads generated code in a stack trace, and its maps would cost the product megabytes of memory.
      const sourceMaps = !generated.includes(file);
      const { code, map } = await transformFile(file, { ...swcOptions, sourceMaps });
      const out = join(dist, relative(root, file)).replace(/\.ts$/, '.js');
      mkdirSync(dirname(out), { recursive: true });
      if (!sourceMaps) return writeFileSync(out, code);
      writeFileSync(out, `${code}\n//# sourceMappingURL=${relative(dirname(out), out)}.map\n`);
      writeFileSync(`${out}.map`, map);
    }),
  );
  for (const file of ['libs']
    .flatMap((folder) => filesIn(join(root, folder)))
    .filter((path) => path.endsWith('.json'))) {
    const out = join(dist, relative(root, file));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, readFileSync(file));
  }
}

const swcOptions = {
  cwd: root,
  swcrc: false,
  configFile: false,
  inputSourceMap: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

async function buildConsole() {
  const { build: bundle } = await import('vite');
  await bundle({
    root: join(root, 'apps/console'),
    configFile: join(root, 'apps/console/vite.config.ts'),
    logLevel: 'warn',
  });
}

async function buildAgent() {
  const { buildAgent: bundle } = await import(join(root, 'apps/agent/build.mjs'));
  await bundle({ outdir: join(dist, 'agent') });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ force: process.argv.includes('--force'), say: (step) => console.error(`  ${step} …`) });
}
