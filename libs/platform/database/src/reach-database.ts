import { Client } from 'pg';
import { DatabaseRefused } from './database.errors.js';

const CONNECT_WITHIN_MS = 10_000;
const OLDEST_SERVER = 150_000;

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing answers at the host and port in DATABASE_URL: start PostgreSQL there, or correct the address.',
  ENOTFOUND: 'The host in DATABASE_URL has no address: correct its name.',
  ETIMEDOUT: 'The host in DATABASE_URL does not answer: check the address and the network between.',
  '28P01': 'PostgreSQL refuses the user or the password in DATABASE_URL: correct them.',
  '28000': 'PostgreSQL refuses the user in DATABASE_URL: correct it, or allow it in pg_hba.conf.',
  '3D000': 'The database in DATABASE_URL does not exist: create it with "createdb".',
};

/**
 * Tries the address once, before anything stands on it.
 * @throws DatabaseRefused with what to do
 */
export async function reachDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    if ((rows[0]?.version ?? 0) < OLDEST_SERVER)
      throw new DatabaseRefused('The PostgreSQL in DATABASE_URL is older than 15: upgrade it.');
  } catch (error) {
    if (error instanceof DatabaseRefused) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new DatabaseRefused(
      SENTENCES[code] ?? `The database in DATABASE_URL cannot be used (${message}): correct the address.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
