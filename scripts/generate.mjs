// Makes the Prisma client from prisma/schema. Generation is WebAssembly; Prisma still insists on a native engine that it would
// download, so it is shown an executable that is there and that it never runs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const schema = join(root, 'prisma/schema');
const output = join(root, 'libs/platform/database/src/generated');
const stamp = join(output, '.schema-hash');

const hash = createHash('sha256');
hash.update(readFileSync(join(root, 'node_modules/prisma/package.json')));
for (const file of readdirSync(schema).sort()) hash.update(file).update(readFileSync(join(schema, file)));
const wanted = hash.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
  execFileSync(process.execPath, [prisma, 'generate'], {
    cwd: root,
    // Its chatter stays here unless it fails; then it is in the error.
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  mkdirSync(output, { recursive: true });
  writeFileSync(stamp, wanted);
}
