import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { asOwner, urlOf } from '../../../../test/harness/postgres.js';
import { claimDatabase, prepareLogins } from './logins.js';
import { migrate } from './migrate.js';
import type { DatabaseUrls } from './open-databases.js';

const migrations = new URL('../../../../prisma/migrations', import.meta.url).pathname;
const server = inject('postgresUrl');
const tag = randomBytes(6).toString('hex');
const database = `login_${tag}`;
const ownerRole = `login_owner_${tag}`;
const key = new Uint8Array(randomBytes(32));
const asked = async (url: string, text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

/** As a cloud's managed PostgreSQL has it: the owner is no superuser. */
let ownerUrl: string;
let logins: DatabaseUrls;
beforeAll(async () => {
  await asOwner(server, `create role ${ownerRole} login createrole password 'owner'`);
  await asOwner(server, `create database ${database} owner ${ownerRole}`);
  // The groups of this server were made by another role, as where two installations share one.
  for (const group of ['castellan_app', 'castellan_system', 'castellan_jobs'])
    await asOwner(server, `grant ${group} to ${ownerRole} with admin option`);
  const url = new URL(urlOf(server, database));
  url.username = ownerRole;
  url.password = 'owner';
  ownerUrl = url.href;
});
afterAll(async () => {
  await asOwner(server, `drop database ${database} with (force)`);
  for (const url of Object.values(logins)) await asOwner(server, `drop role ${new URL(url).username}`);
  await asOwner(server, `drop owned by ${ownerRole} cascade; drop role ${ownerRole}`);
});

describe('the logins of a database', () => {
  it('are made by an owner who is no superuser, and own and bypass nothing', async () => {
    await migrate(ownerUrl, migrations);
    logins = await prepareLogins(ownerUrl, key);
    for (const url of [logins.app, logins.system]) {
      const [role] = await asked(
        url,
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, (select count(*)::int from pg_class where relowner = r.oid) as owned
           from pg_roles r where rolname = current_user`,
      );
      expect(role).toEqual({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owned: 0,
      });
    }
  });

  it('are the same for every process that has the key, and for none that has another', async () => {
    const [first, second] = await Promise.all([prepareLogins(ownerUrl, key), prepareLogins(ownerUrl, key)]);
    expect(second).toEqual(first);
    await expect(asked(first.app, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
    const guessed = new URL(first.app);
    guessed.password = 'guessed';
    await expect(asked(guessed.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('never send the server a password', async () => {
    const { app } = await prepareLogins(ownerUrl, key);
    const [{ verifier }] = (await asked(
      urlOf(server, database),
      `select rolpassword as verifier from pg_authid where rolname = '${new URL(app).username}'`,
    )) as [{ verifier: string }];
    expect(verifier).toMatch(/^SCRAM-SHA-256\$/);
  });

  it('are not prepared for a process that comes with another master key', async () => {
    await claimDatabase(ownerUrl, key);
    await expect(claimDatabase(ownerUrl, key)).resolves.toBeUndefined();
    await expect(claimDatabase(ownerUrl, new Uint8Array(32))).rejects.toThrow(
      /another master key.*CASTELLAN_MASTER_KEY/,
    );
  });

  it('tell an owner who may not create roles what to do', async () => {
    await asOwner(server, `alter role ${ownerRole} nocreaterole`);
    await expect(prepareLogins(ownerUrl, key)).rejects.toThrow(/CREATEROLE/);
    await asOwner(server, `alter role ${ownerRole} createrole`);
  });
});
