import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const WORTH_IT_BYTES = 1_024;
const TEXT = /\.(?:js|css|svg)$/;

/** Lays `.br` and `.gz` beside each text asset, so that the api sends them without compressing anything itself. */
export function precompress(): Plugin {
  let assets = '';
  return {
    name: 'castellan:precompress',
    apply: 'build',
    configResolved(config) {
      assets = join(config.build.outDir, config.build.assetsDir);
    },
    async closeBundle() {
      const files = (await readdir(assets)).filter((file) => TEXT.test(file));
      await Promise.all(files.map((file) => compress(join(assets, file))));
    },
  };
}

async function compress(file: string): Promise<void> {
  const plain = await readFile(file);
  if (plain.length < WORTH_IT_BYTES) return;
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, zipped)]);
}
