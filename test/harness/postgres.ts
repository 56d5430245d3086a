import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate, prepareLogins, startEmbeddedPostgres } from '#platform/database';

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner of the test server, at the database `postgres`. */
    postgresUrl: string;
  }
}

/** Every test database logs in by roles derived from this key. */
export const TEST_MASTER_KEY = new Uint8Array(32).fill(7);
export const TEMPLATE = 'castellan_template';
const migrations = new URL('../../prisma/migrations', import.meta.url).pathname;

/** One PostgreSQL for the run, and in it a migrated template that each suite clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'castellan-test-'));
  const server = await startEmbeddedPostgres({ folder, password: 'test', forgetful: true });
  const postgresUrl = urlOf(server.ownerUrl, 'postgres');
  await asOwner(postgresUrl, `create database ${TEMPLATE}`);
  await migrate(urlOf(postgresUrl, TEMPLATE), migrations);
  await prepareLogins(urlOf(postgresUrl, TEMPLATE), TEST_MASTER_KEY);
  project.provide('postgresUrl', postgresUrl);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
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
