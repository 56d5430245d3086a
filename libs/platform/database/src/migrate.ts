import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { Client, Pool } from 'pg';
import { DatabaseRefused } from './database.errors.js';

/** Any number will do, as long as every process takes the same. */
const MIGRATION_LOCK = 8_470_001;
const EMPTY_SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Brings the database at `ownerUrl` to the migrations in `folder`, with Prisma's own engine as WebAssembly, so that `prisma migrate`
 * elsewhere sees the same history. Many processes may call it at once: one works, the others wait and find nothing to do.
 * @returns the names that were applied now
 * @throws DatabaseRefused when the database has migrations that this build does not know, or one that failed half-way
 */
export async function migrate(ownerUrl: string, folder: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'castellan-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const known = (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    const applied = await appliedIn(client);
    const unknown = applied.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw new DatabaseRefused(
        `The database was migrated by a newer Castellan (${unknown.join(', ')} is not known here): run that version, or restore a backup made before it.`,
      );
    }
    if (known.every((name) => applied.includes(name))) return [];
    return await apply(ownerUrl, folder, known);
  } finally {
    await client.end();
  }
}

async function appliedIn(client: Client): Promise<readonly string[]> {
  const { rows: present } = await client.query<{ there: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as there`,
  );
  if (present[0]?.there !== true) return [];
  const { rows } = await client.query<{ migration_name: string; finished_at: Date | null }>(
    'select migration_name, finished_at from _prisma_migrations where rolled_back_at is null',
  );
  const broken = rows.find(({ finished_at }) => finished_at === null);
  if (broken) {
    throw new DatabaseRefused(
      `The migration ${broken.migration_name} once failed half-way: restore the backup made before it, or repair it by hand and mark it with "prisma migrate resolve".`,
    );
  }
  return rows.map(({ migration_name }) => migration_name);
}

async function apply(ownerUrl: string, folder: string, known: readonly string[]): Promise<readonly string[]> {
  // Loaded only when there is something to do: the engine is 3 MB of WebAssembly.
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm');
  const pool = new Pool({ connectionString: ownerUrl, max: 1, application_name: 'castellan-migrate' });
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(pool));
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', EMPTY_SCHEMA]] }, () => undefined, adapter);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: folder,
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: await Promise.all(
          known.map(async (path) => ({
            path,
            migrationFile: {
              path: 'migration.sql',
              content: { tag: 'ok' as const, value: await readFile(join(folder, path, 'migration.sql'), 'utf8') },
            },
          })),
        ),
      },
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * Prisma's adapter cuts a script at every semicolon, also inside comments and functions, and runs the pieces one by one. Sent whole, a
 * migration is one simple query, which PostgreSQL runs in one transaction: killed in the middle, it never was.
 */
function wholeScripts(pool: Pool): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const whole = <Adapter extends SqlDriverAdapter>(adapter: Adapter): Adapter =>
    Object.assign(adapter, {
      async executeScript(script: string) {
        await pool.query(script);
      },
    });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => whole(await factory.connect()),
    connectToShadowDb: async () => whole(await factory.connectToShadowDb()),
  };
}
