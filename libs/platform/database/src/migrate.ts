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
 * A migration is there whole or not at all, so one that was cut off or failed is simply tried again.
 * @returns the names that were applied now
 * @throws DatabaseRefused when the database has migrations that this build does not know, or one cannot be applied
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
    const missing = known.filter((name) => !applied.includes(name));
    if (missing.length === 0) return [];
    return await apply(ownerUrl, await scriptsIn(folder, known));
  } finally {
    await client.end();
  }
}

/** What is applied; what was begun and never finished is set aside, as `prisma migrate resolve --rolled-back` does. */
async function appliedIn(client: Client): Promise<readonly string[]> {
  const { rows: present } = await client.query<{ there: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as there`,
  );
  if (present[0]?.there !== true) return [];
  await client.query(
    'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
  );
  const { rows } = await client.query<{ migration_name: string }>(
    'select migration_name from _prisma_migrations where rolled_back_at is null',
  );
  return rows.map(({ migration_name }) => migration_name);
}

interface Script {
  readonly name: string;
  readonly text: string;
}

const scriptsIn = (folder: string, names: readonly string[]): Promise<readonly Script[]> =>
  Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name, 'migration.sql'), 'utf8') })));

async function apply(ownerUrl: string, scripts: readonly Script[]): Promise<readonly string[]> {
  // Loaded only when there is something to do: the engine is 3 MB of WebAssembly.
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm');
  const pool = new Pool({ connectionString: ownerUrl, max: 1, application_name: 'castellan-migrate' });
  let refused: DatabaseRefused | undefined;
  const runWhole = async (text: string): Promise<void> => {
    await pool.query(text + AND_NOTE_IT).catch((error: unknown) => {
      refused = refusalOf(scripts.find((script) => script.text === text)?.name ?? 'its own tables', error);
      throw error;
    });
  };
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(pool, runWhole));
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', EMPTY_SCHEMA]] }, () => undefined, adapter);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: '.',
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: scripts.map(({ name, text }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: text } },
        })),
      },
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  } catch (error) {
    // The engine tells nothing of what PostgreSQL said.
    throw refused ?? error;
  } finally {
    engine.free();
    await pool.end();
  }
}

/** Said in the same transaction as the migration itself: cut off anywhere, either both are there or neither is. */
const AND_NOTE_IT = `
;do $$ begin
  if to_regclass('_prisma_migrations') is not null then
    update _prisma_migrations set finished_at = now() where finished_at is null and rolled_back_at is null;
  end if;
end $$`;

const INSUFFICIENT_PRIVILEGE = '42501';

function refusalOf(step: string, error: unknown): DatabaseRefused {
  const { code, message } = error as { code?: string; message: string };
  const remedy =
    code === INSUFFICIENT_PRIVILEGE
      ? 'let the role in DATABASE_URL own the database, give it CREATEROLE, and start again'
      : 'nothing of that step remains; remove the cause and start again';
  return new DatabaseRefused(`The database could not be migrated by ${step} (${message}): ${remedy}.`, {
    cause: error,
  });
}

/**
 * Prisma's adapter cuts a script at every semicolon, also inside comments and functions, and runs the pieces one by one. Sent whole, a
 * migration is one simple query, which PostgreSQL runs in one transaction: killed in the middle, it never was.
 */
function wholeScripts(
  pool: Pool,
  executeScript: (text: string) => Promise<void>,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const whole = <Adapter extends SqlDriverAdapter>(adapter: Adapter): Adapter =>
    Object.assign(adapter, { executeScript });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => whole(await factory.connect()),
    connectToShadowDb: async () => whole(await factory.connectToShadowDb()),
  };
}
