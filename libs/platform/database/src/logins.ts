import { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DatabaseRefused } from './database.errors.js';
import type { DatabaseUrls } from './open-databases.js';

const PASSWORD_BYTES = 32;
const FINGERPRINT_BYTES = 16;
const INSUFFICIENT_PRIVILEGE = '42501';
const FINGERPRINT = 'master_key_fingerprint';

/**
 * Makes the two login roles of this database, or gives them their passwords anew, and answers the addresses to log in with.
 * Role names belong to the whole server, so they carry a hash of the database's name; the passwords are derived from the
 * installation's master key, so every process of the installation knows them and none is stored.
 * @throws DatabaseRefused when the role of `ownerUrl` may not create roles
 */
export async function prepareLogins(ownerUrl: string, masterKey: Uint8Array): Promise<DatabaseUrls> {
  return asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    const suffix = createHash('sha256')
      .update(rows[0]?.name ?? '')
      .digest('hex')
      .slice(0, 12);
    const login = async (kind: string, groups: string): Promise<string> => {
      const role = `castellan_${kind}_${suffix}`;
      const password = derived(masterKey, `castellan/login/${role}`, PASSWORD_BYTES).toString('base64url');
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
  });
}

/**
 * Marks the database as this installation's. A process that came with another key would give the logins other passwords and could
 * open nothing that is sealed.
 * @throws DatabaseRefused when it is marked with another key
 */
export async function claimDatabase(ownerUrl: string, masterKey: Uint8Array): Promise<void> {
  const mine = derived(masterKey, 'castellan/fingerprint', FINGERPRINT_BYTES).toString('hex');
  const marked = await asOwner(ownerUrl, async (client) => {
    await client.query('insert into installation_facts (name, value) values ($1, $2) on conflict (name) do nothing', [
      FINGERPRINT,
      mine,
    ]);
    const { rows } = await client.query<{ value: string }>('select value from installation_facts where name = $1', [
      FINGERPRINT,
    ]);
    return rows[0]?.value;
  });
  if (marked !== mine) {
    throw new DatabaseRefused(
      'This database belongs to an installation with another master key: set CASTELLAN_MASTER_KEY to that key, start on its data folder, or name another database.',
    );
  }
}

const derived = (masterKey: Uint8Array, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, '', purpose, length));

async function asOwner<T>(ownerUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'castellan-migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

interface Login {
  readonly role: string;
  readonly password: string;
  /** Names of group roles, separated by commas. */
  readonly groups: string;
}

async function ensureLogin(client: Client, { role, password, groups }: Login): Promise<void> {
  // Two processes may start at once: the lock makes them take turns, until the end of the transaction.
  await client.query('begin');
  try {
    await client.query("select pg_advisory_xact_lock(hashtext('castellan-logins'))");
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
    // Neither part comes from outside: the name is hexadecimal, the verifier base64. A superuser's attributes cannot be named by others,
    // and a new role has none of them.
    await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${role} login password '${verifierOf(password)}'`);
    await client.query(`grant ${groups} to ${role}`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new DatabaseRefused(
      `The role in DATABASE_URL may not make ${role} a member of ${groups}: give it CREATEROLE, and where another role made these groups, "grant ${groups} to it with admin option".`,
      { cause: error },
    );
  }
}

const ITERATIONS = 4_096;
const SALT_BYTES = 16;
const DIGEST_BYTES = 32;

/** RFC 5803: what PostgreSQL keeps of a password. Sent instead of it, so that the password stands in no log of the server. */
function verifierOf(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, DIGEST_BYTES, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}
