import { defineConfig } from 'prisma/config';

// No url: generation needs no database, and migrations are applied by platform/database.
const config = defineConfig({ schema: 'prisma/schema', migrations: { path: 'prisma/migrations' } });
// eslint-disable-next-line no-restricted-syntax -- Prisma reads its configuration from the default export.
export default config;
