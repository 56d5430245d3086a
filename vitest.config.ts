import { defineConfig } from 'vitest/config';

const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };
const shared = { environment: 'node', setupFiles: ['reflect-metadata'], server: { deps: { inline: [/@nestjs/] } } } as const;

/**
 * Three kinds of test, told apart by their names (CONTRIBUTING.md):
 * `*.spec.ts` stand on nothing, `*.pg.spec.ts` on a PostgreSQL of their own, `*.e2e.spec.ts` on the running product.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: { ...shared, name: 'unit', include: ['{libs,apps,test}/**/*.spec.ts', 'apps/console/**/*.spec.tsx'], exclude: ['**/node_modules/**', '**/dist/**', '**/*.pg.spec.ts', '**/*.e2e.spec.ts', '**/*.redis.spec.ts'] },
      },
      {
        ...source,
        test: { ...shared, name: 'postgres', include: ['{libs,apps,test}/**/*.{pg,redis}.spec.ts'], exclude: ['**/node_modules/**', '**/dist/**'], globalSetup: ['test/harness/postgres.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        ...source,
        test: { ...shared, name: 'e2e', include: ['{libs,apps,test}/**/*.e2e.spec.ts'], exclude: ['**/node_modules/**', '**/dist/**'], globalSetup: ['test/harness/postgres.ts'], testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false },
      },
    ],
  },
});
