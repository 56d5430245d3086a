import { createHash, hkdfSync } from 'node:crypto';
import { Client } from 'pg';
import { DatabaseRefused } from './database.errors.js';
import type { DatabaseUrls } from './open-databases.js';

const PASSWORD_BYTES = 32;
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Makes the two login roles of this database, or gives them their passwords anew, and answers the addresses to log in with.
 * Role names belong to the whole server, so they carry a hash of the database's name; the passwords are derived from the
 * installation's master key, so every process of the installation knows them and none is stored.
 * @throws DatabaseRefused when the role of `ownerUrl` may not create roles
 */
export async function prepareLogins(ownerUrl: string, masterKey: Uint8Array): Promise<DatabaseUrls> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'castellan-migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    const suffix = createHash('sha256')
      .update(rows[0]?.name ?? '')
      .digest('hex')
      .slice(0, 12);
    const login = async (kind: string, groups: string): Promise<string> => {
      const role = `castellan_${kind}_${suffix}`;
      const password = Buffer.from(
        hkdfSync('sha256', masterKey, '', `castellan/login/${role}`, PASSWORD_BYTES),
      ).toString('base64url');
      await ensureLogin(client, { role, password, groups });
      const url = new URL(ownerUrl);
      url.username = role;
      url.password = password;
      return url.href;
    };
    return {
      app: await login('app', 'castellan_app'),
      system: await login('system', 'castellan_system, castellan_app'),
    };
  } catch (error) {
    if (isPrivilegeError(error)) {
      throw new DatabaseRefused(
        'The role in DATABASE_URL may not create roles: grant it CREATEROLE, so that Castellan can log in as roles that own nothing.',
        { cause: error },
      );
    }
    throw error;
  } finally {
    await client.end();
  }
}

async function ensureLogin(
  client: Client,
  { role, password, groups }: { role: string; password: string; groups: string },
): Promise<void> {
  // Two processes may start at once: the lock makes them take turns, until the end of the transaction.
  await client.query('begin');
  await client.query("select pg_advisory_xact_lock(hashtext('castellan-logins'))");
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  // Neither part comes from outside: the name is hexadecimal, the password base64url.
  await client.query(
    `${verb} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole inherit password '${password}'`,
  );
  await client.query(`grant ${groups} to ${role}`);
  await client.query('commit');
}

const isPrivilegeError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE;
