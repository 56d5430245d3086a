import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type OrgId } from '#kernel';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';

/**
 * Tables that belong to no org, each with its reason. A new table without org_id fails this suite until it stands here, and none of
 * these may be reached by castellan_app.
 */
const BELONG_TO_NO_ORG: Readonly<Record<string, string>> = {
  _prisma_migrations: 'what was migrated; the owner’s alone',
  installation_facts: 'what holds for the whole installation',
  people: 'a person may belong to several orgs',
  passkeys: 'a person’s, not an org’s',
  passwords: 'a person’s, not an org’s',
  totp_secrets: 'a person’s, not an org’s',
  recovery_codes: 'a person’s, not an org’s',
  setup_links: 'stand before there is an org',
  console_sessions: 'a person’s; the org acted in can change',
  sign_in_attempts: 'stand before an org is known',
  ceremonies: 'stand before an org is known',
  provider_payloads: 'the OpenID provider’s, which issues tokens before an org is known',
  provider_signing_keys: 'the installation’s issuer has one set of keys',
  system_jobs: 'jobs of the installation',
};

interface Table {
  readonly name: string;
  readonly hasOrg: boolean;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: number;
  readonly firstKeyColumn: string | null;
}

let database: TestDatabase;
let owner: Client;
let app: Client;
let tables: readonly Table[];
let ours: OrgId;

beforeAll(async () => {
  database = await openTestDatabase();
  owner = new Client({ connectionString: database.adminUrl });
  app = new Client({ connectionString: database.url });
  await Promise.all([owner.connect(), app.connect()]);
  ours = await database.createOrg('Ours');
  const { rows } = await owner.query<Table>(`
    select c.relname as name,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) or c.relname = 'orgs' as "hasOrg",
           c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
           (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary) as "firstKeyColumn"
      from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
     order by 1`);
  tables = rows;
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.close();
});

const ofOrgs = () => tables.filter(({ hasOrg }) => hasOrg);
const asApp = async <T>(orgId: OrgId | null, work: () => Promise<T>): Promise<T> => {
  await app.query('begin');
  try {
    if (orgId !== null) await app.query("select set_config('app.org_id', $1, true)", [orgId]);
    return await work();
  } finally {
    await app.query('rollback');
  }
};
const privileges = async (role: string, table: string): Promise<readonly string[]> => {
  const { rows } = await owner.query<{ privilege_type: string }>(
    `select distinct privilege_type from information_schema.role_table_grants where grantee = $1 and table_name = $2
     union select distinct privilege_type from information_schema.role_column_grants where grantee = $1 and table_name = $2`,
    [role, table],
  );
  return rows.map(({ privilege_type }) => privilege_type);
};

describe('every table of an org', () => {
  it('is among at least the first ones', () => {
    expect(ofOrgs().map(({ name }) => name)).toEqual(expect.arrayContaining(['orgs', 'memberships']));
  });

  it('forces row-level security by a policy, and has org_id first in its key', () => {
    const loose = ofOrgs().filter(
      ({ name, enabled, forced, policies, firstKeyColumn }) =>
        !enabled || !forced || policies === 0 || firstKeyColumn !== (name === 'orgs' ? 'id' : 'org_id'),
    );
    expect(loose).toEqual([]);
  });

  it('refuses a transaction that names no org', async () => {
    for (const { name } of ofOrgs()) {
      if (!(await privileges('castellan_app', name)).includes('SELECT')) continue;
      await expect(
        asApp(null, () => app.query(`select * from "${name}"`)),
        name,
      ).rejects.toThrow(/app\.org_id|uuid/);
    }
  });

  it('shows nothing of another org, and lets nothing of it be changed or removed', async () => {
    const stranger = newId<'Org'>(new Date());
    for (const { name } of ofOrgs()) {
      const key = name === 'orgs' ? 'id' : 'org_id';
      const held = await privileges('castellan_app', name);
      if (held.includes('SELECT')) {
        const seen = await asApp(stranger, () => app.query(`select 1 from "${name}" where "${key}" = $1`, [ours]));
        expect(seen.rowCount, name).toBe(0);
      }
      if (held.includes('DELETE')) {
        const removed = await asApp(stranger, () => app.query(`delete from "${name}" where "${key}" = $1`, [ours]));
        expect(removed.rowCount, name).toBe(0);
      }
    }
  });

  it('takes no row that is written for another org', async () => {
    const stranger = newId<'Org'>(new Date());
    for (const { name } of ofOrgs()) {
      if (!(await privileges('castellan_app', name)).includes('INSERT')) continue;
      const key = name === 'orgs' ? 'id' : 'org_id';
      const { columns, values } = await anyRow(owner, name, key, ours);
      const insert = asApp(stranger, () => app.query(`insert into "${name}" (${columns}) values (${values})`));
      await expect(insert, name).rejects.toThrow(/row-level security/);
    }
  });

  it('ties its foreign keys to the org, so that a row cannot point across', async () => {
    const { rows } = await owner.query<{ table: string; constraint: string }>(`
      select c.conrelid::regclass::text as "table", c.conname as constraint
        from pg_constraint c
        join pg_attribute target on target.attrelid = c.confrelid and target.attname = 'org_id'
        join pg_attribute source on source.attrelid = c.conrelid and source.attname = 'org_id'
       where c.contype = 'f' and not (source.attnum = any (c.conkey))`);
    expect(rows).toEqual([]);
  });
});

describe('every table of no org', () => {
  it('is known by name and reason', () => {
    const unknown = tables.filter(({ name, hasOrg }) => !hasOrg && BELONG_TO_NO_ORG[name] === undefined);
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });

  it('is out of the application’s reach', async () => {
    for (const { name } of tables.filter(({ hasOrg }) => !hasOrg))
      expect(await privileges('castellan_app', name), name).toEqual([]);
  });
});

describe('the roles of the application', () => {
  it('own nothing and bypass nothing, neither they nor the groups that they belong to', async () => {
    const { rows } = await owner.query(`
      select rolname from pg_roles r
       where rolname like 'castellan\\_%' and rolname <> 'castellan_owner' and rolname <> 'castellan_jobs'
         and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or exists (select 1 from pg_class c where c.relowner = r.oid))`);
    expect(rows).toEqual([]);
  });

  it('cannot make tables, functions or roles', async () => {
    for (const sql of [
      'create table t ()',
      'create function f() returns int language sql as $$ select 1 $$',
      'create role r',
    ]) {
      await expect(app.query(sql)).rejects.toThrow(/permission denied/);
    }
  });

  it('cannot become the owner', async () => {
    await expect(app.query('set role castellan_owner')).rejects.toThrow(/permission denied/);
  });

  it('cannot rewrite or remove evidence', async () => {
    for (const { name } of tables.filter(({ name: table }) => /^ledger_(entries|leaves|tiles)$/.test(table))) {
      const held = await privileges('castellan_app', name);
      expect(
        held.filter((privilege) => ['DELETE', 'TRUNCATE'].includes(privilege)),
        name,
      ).toEqual([]);
    }
  });
});

/** A row that would fit the types of `table`: row-level security answers before any other constraint is looked at. */
async function anyRow(
  client: Client,
  table: string,
  key: string,
  orgId: OrgId,
): Promise<{ columns: string; values: string }> {
  const { rows } = await client.query<{ name: string; type: string; generated: string }>(
    `select a.attname as name, format_type(a.atttypid, null) as type, a.attgenerated as generated
       from pg_attribute a where a.attrelid = ('"' || $1 || '"')::regclass and a.attnum > 0 and not a.attisdropped`,
    [table],
  );
  const written = rows.filter(({ generated }) => generated === '');
  const held = await client.query<{ column_name: string }>(
    `select column_name from information_schema.column_privileges where grantee = 'castellan_app' and privilege_type = 'INSERT' and table_name = $1`,
    [table],
  );
  const allowed = new Set(held.rows.map(({ column_name }) => column_name));
  const columns = written.filter(({ name }) => allowed.has(name));
  return {
    columns: columns.map(({ name }) => `"${name}"`).join(', '),
    values: columns.map(({ name, type }) => (name === key ? `'${orgId}'` : sampleOf(type))).join(', '),
  };
}

function sampleOf(type: string): string {
  if (type.endsWith('[]')) return `'{}'::${type}`;
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'bytea') return `'\\x00'::bytea`;
  if (/^(small|big)?int|numeric|double|real/.test(type)) return '1';
  if (type === 'boolean') return 'true';
  if (/^(timestamp|date)/.test(type)) return 'now()';
  if (/^jsonb?$/.test(type)) return `'{}'::${type}`;
  return `'x'::${type}`;
}
