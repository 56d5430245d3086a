// Builds the machine program, in parts, so that a hook parses nothing but itself.
//   castellan.cjs  chooses between the two below
//   hook.code      `castellan hook`: decides from the cache; no tls, no http. hook.cjs is the script in it, for the executable
//   commands.cjs   everything else
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { compiledScript } from './compiled-script.mjs';
import { withLazyConstants } from './lazy-constants.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'src');
const root = join(here, '../..');
const NETWORK = ['tls', 'http', 'https', 'http2', 'net', 'dns', 'dgram'];

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  conditions: ['source'],
  legalComments: 'none',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  external: ['@napi-rs/keyring'],
  // A CommonJS file has no import.meta.
  banner: { js: '"use strict";const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  define: { 'import.meta.url': '__importMetaUrl' },
};

export async function buildAgent({ outdir }) {
  const hook = await bundled(join(source, 'hook.ts'));
  refuseNetwork(hook.metafile);
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, 'hook.cjs'), hook.code);
  await build({ ...shared, entryPoints: [join(source, 'commands.ts')], outfile: join(outdir, 'commands.cjs') });
  writeFileSync(join(outdir, 'hook.code'), compiledScript(hook.code));
  copyFileSync(join(here, 'launcher.cjs'), join(outdir, 'castellan.cjs'));
  chmodSync(join(outdir, 'castellan.cjs'), 0o755);
  return hook.metafile;
}

/** `entry` as one script that does as little as it can before it is asked for something. */
export async function bundled(entry) {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: [entry],
    minifyWhitespace: false,
    banner: { js: '"use strict";' },
    define: {},
    plugins: [withoutSideEffects],
    metafile: true,
    write: false,
  });
  const { code } = await transform(withLazyConstants(outputFiles[0].text), {
    format: 'cjs',
    platform: 'node',
    target: shared.target,
    minify: true,
    legalComments: 'none',
  });
  return { code: inAscii(code), metafile };
}

/** One letter of another alphabet makes an engine read the whole script more slowly, and keep it in twice the room. */
const inAscii = (code) =>
  code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Our libraries do nothing when they are loaded, and neither does yaml: what a hook does not use of them it does not load. */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup(builder) {
    builder.onResolve({ filter: /^(?:#|\.|yaml$)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === withoutSideEffects) return undefined;
      const found = await builder.resolve(path, { ...from, pluginData: withoutSideEffects });
      const isOurs = found.path.startsWith(root) && !found.path.includes('node_modules');
      return isOurs || path === 'yaml' ? { ...found, sideEffects: false } : found;
    });
  },
};

/** @throws when the hook's bundle has come to load a module of the network */
function refuseNetwork({ inputs, outputs }) {
  const loaded = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path.replace(/^node:/, '')));
  const forbidden = loaded.filter((path) => NETWORK.includes(path) && builtinModules.includes(path));
  if (forbidden.length === 0) return;
  const by = Object.entries(inputs).filter(([, { imports }]) =>
    imports.some(({ path }) => forbidden.includes(path.replace(/^node:/, ''))),
  );
  throw new Error(`The hook's bundle loads ${forbidden.join(', ')}: ${by.map(([file]) => file).join(', ')}`);
}
