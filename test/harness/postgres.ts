import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate, startEmbeddedPostgres } from '#platform/database';

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner of the test server, at the database `postgres`. */
    postgresUrl: string;
    /** The migrated database that suites clone. */
    postgresTemplate: string;
  }
}

/** Every test database logs in by roles derived from this key. */
export const TEST_MASTER_KEY = new Uint8Array(32).fill(7);
const migrations = new URL('../../prisma/migrations', import.meta.url).pathname;

/** One PostgreSQL for the run, or the server that TEST_DATABASE_URL names, and in it a migrated template that each suite clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrl, stop } = await openServer(process.env['TEST_DATABASE_URL']);
  const template = `castellan_template_${randomBytes(6).toString('hex')}`;
  await asOwner(postgresUrl, `create database ${template}`);
  await migrate(urlOf(postgresUrl, template), migrations);
  project.provide('postgresUrl', postgresUrl);
  project.provide('postgresTemplate', template);
  return async () => {
    await asOwner(postgresUrl, `drop database ${template} with (force)`);
    await stop();
  };
}

async function openServer(given: string | undefined): Promise<{ postgresUrl: string; stop: () => Promise<void> }> {
  if (given !== undefined && given !== '') return { postgresUrl: given, stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'castellan-test-'));
  const server = await startEmbeddedPostgres({ folder, password: 'test', forgetful: true });
  return {
    postgresUrl: urlOf(server.ownerUrl, 'postgres'),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export async function asOwner(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
