import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The same map as package.json's "imports" under the condition `source`.
const here = fileURLToPath(new URL('.', import.meta.url));
const source = {
  resolve: {
    alias: [
      { find: /^#(kernel|contracts)$/, replacement: `${here}libs/$1/src/index.ts` },
      { find: '#platform/database/rows', replacement: `${here}libs/platform/database/src/rows.ts` },
      { find: /^#(engines|platform|features)\/([a-z-]+)$/, replacement: `${here}libs/$1/$2/src/index.ts` },
    ],
  },
};
const shared = {
  environment: 'node' as const,
  setupFiles: ['reflect-metadata'],
  server: { deps: { inline: [/@nestjs/] } },
};
/** A deadline is there to end what hangs, and judges no speed: a loaded machine takes many times as long as a quiet one. */
const patient = { testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 10_000 } } };
const roots = ['libs', 'apps', 'test'];
const named = (ending: string): string[] => roots.map((root) => `${root}/**/*${ending}`);
const never = ['**/node_modules/**', '**/dist/**'];

/**
 * Kinds of test, told apart by their names (CONTRIBUTING.md): `*.spec.ts` stand on nothing, `*.pg.spec.ts` on a PostgreSQL
 * of their own, `*.redis.spec.ts` on Redis too, `*.e2e.spec.ts` on the running product.
 */
const config = defineConfig({
  ...source,
  test: {
    // Left to itself Vitest keeps a core free, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        ...source,
        test: {
          ...shared,
          name: 'unit',
          include: [...named('.spec.ts'), ...named('.spec.tsx')],
          exclude: [...never, ...named('.pg.spec.ts'), ...named('.redis.spec.ts'), ...named('.e2e.spec.ts')],
          ...patient,
          // Pure code keeps nothing between files, so a worker may load each module once for all of them.
          isolate: false,
        },
      },
      {
        ...source,
        test: {
          ...shared,
          name: 'postgres',
          include: named('.pg.spec.ts'),
          exclude: never,
          globalSetup: ['test/harness/postgres.ts'],
          ...patient,
          // Each file has a database of its own, and what it loads is the same product for all.
          isolate: false,
        },
      },
      {
        ...source,
        test: {
          ...shared,
          name: 'redis',
          include: named('.redis.spec.ts'),
          exclude: never,
          globalSetup: ['test/harness/postgres.ts'],
          ...patient,
        },
      },
      {
        ...source,
        test: {
          ...shared,
          name: 'e2e',
          include: named('.e2e.spec.ts'),
          exclude: never,
          globalSetup: ['test/harness/postgres.ts'],
          ...patient,
          fileParallelism: false,
          // Each file starts a product of its own and leaves nothing behind, so what the tests themselves load is loaded once.
          isolate: false,
          // Pages of one file, opened side by side.
          maxConcurrency: 3,
        },
      },
    ],
  },
});
// eslint-disable-next-line no-restricted-syntax -- Vitest reads its configuration from the default export.
export default config;
