import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { faultsOf, type Ground, privileges, tablesOf } from './catalogue.js';

let database: TestDatabase;
let ground: Ground;

beforeAll(async () => {
  database = await openTestDatabase();
  const owner = new Client({ connectionString: database.adminUrl });
  const app = new Client({ connectionString: database.url });
  await Promise.all([owner.connect(), app.connect()]);
  ground = { owner, app, ours: await database.createOrg('Ours') };
});
afterAll(async () => {
  await Promise.all([ground.owner.end(), ground.app.end()]);
  await database.close();
});

describe('the catalogue of tables', () => {
  it('holds the tables of orgs and those of nobody', async () => {
    const tables = await tablesOf(ground.owner);
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['orgs', 'memberships', 'people', 'policy_versions', 'machines']),
    );
  });

  it('ties foreign keys between tables of orgs to the org, so that a row cannot point across', async () => {
    const { rows } = await ground.owner.query<{ table: string; constraint: string }>(`
      select c.conrelid::regclass::text as "table", c.conname as constraint
        from pg_constraint c
        join pg_attribute target on target.attrelid = c.confrelid and target.attname = 'org_id'
        join pg_attribute source on source.attrelid = c.conrelid and source.attname = 'org_id'
       where c.contype = 'f' and not (source.attnum = any (c.conkey))`);
    expect(rows).toEqual([]);
  });

  it('keeps every org’s rows from every other: nothing is seen, changed, removed or written across', async () => {
    await expect(faultsOf(ground)).resolves.toEqual([]);
  });
});

/** Each is a mistake that somebody could make in a migration, and the fault that the walk must then find. */
const MISTAKES: readonly (readonly [name: string, made: string, fault: string])[] = [
  ['forgotten', tableOf('forgotten', ''), 'does not force row-level security'],
  ['forgotten', tableOf('forgotten', ''), 'shows another org’s rows'],
  [
    'unforced',
    tableOf('unforced', `alter table unforced enable row level security; ${policy('unforced')}`),
    'does not force',
  ],
  ['open_to_read', guarded('open_to_read', 'using (true)'), 'shows another org’s rows'],
  ['open_to_remove', guarded('open_to_remove', 'using (true)'), 'lets another org remove its rows'],
  ['open_to_change', guarded('open_to_change', 'using (true)'), 'lets another org change its rows'],
  [
    'open_to_write',
    guarded('open_to_write', `using (${MINE()}) with check (true)`),
    'takes a row that is written for another org',
  ],
  [
    'open_to_gifts',
    guarded('open_to_gifts', `using (${MINE()}) with check (true)`),
    'lets an org give its rows to another',
  ],
  [
    'forgiving',
    guarded('forgiving', `using (org_id = nullif(current_setting('app.org_id', true), '')::uuid)`),
    'answers a transaction that names no org',
  ],
  [
    'keyed_by_id',
    guarded('keyed_by_id', `using (${MINE()})`).replace('primary key (org_id, id)', 'primary key (id)'),
    'has id first in its key',
  ],
  ['nobodys', 'create table nobodys (id uuid primary key)', 'has no org_id, and no reason for that is known'],
  [
    'nobodys_granted',
    'create table nobodys_granted (id uuid primary key); grant select on nobodys_granted to castellan_app',
    'castellan_app may SELECT',
  ],
  [
    'a_view',
    'create view a_view as select * from orgs; grant select on a_view to castellan_app',
    'is a view with its owner’s rights',
  ],
  [
    'a_function',
    `create function a_function() returns bigint language sql security definer as 'select count(*) from orgs'`,
    'is a function with its definer’s rights',
  ],
];

function MINE(): string {
  return `org_id = (select current_setting('app.org_id'))::uuid`;
}
function policy(name: string, clause = `using (${MINE()}) with check (${MINE()})`): string {
  return `create policy org_rows on ${name} to castellan_app ${clause};`;
}
function tableOf(name: string, rest: string): string {
  return `create table ${name} (org_id uuid not null, id uuid not null, note text, primary key (org_id, id));
    grant select, insert, update, delete on ${name} to castellan_app; ${rest}`;
}
function guarded(name: string, clause: string): string {
  return tableOf(
    name,
    `alter table ${name} enable row level security; alter table ${name} force row level security; ${policy(name, clause)}`,
  );
}

describe('a migration that isolates no org', () => {
  it.each(MISTAKES)('is found: %s', async (name, made, fault) => {
    await ground.owner.query(made);
    const faults = await faultsOf(ground, (table) => table.name === name);
    const kind = name.startsWith('a_') ? name.slice(2) : 'table';
    await ground.owner.query(`drop ${kind} ${name}`);
    expect(faults.filter((found) => found.startsWith(`${name} `)).join('\n')).toContain(fault);
  });
});

describe('the roles of the application', () => {
  it('own nothing and bypass nothing, neither they nor the groups that they belong to', async () => {
    const { rows } = await ground.owner.query(
      `
      with recursive held as (
        select r.oid from pg_roles r where r.rolname in ($1, $2, 'castellan_app', 'castellan_system')
        union select m.roleid from pg_auth_members m join held h on h.oid = m.member)
      select r.rolname from pg_roles r join held h on h.oid = r.oid
       where r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
          or exists (select 1 from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace)
          or r.rolname = current_user`,
      [new URL(database.url).username, 'castellan_jobs'],
    );
    expect(rows).toEqual([]);
  });

  it('do not belong to the role that looks across orgs', async () => {
    const { rows } = await ground.app.query(`select pg_has_role(current_user, 'castellan_system', 'member') as member`);
    expect(rows).toEqual([{ member: false }]);
  });

  it('cannot make tables, functions, roles or schemas', async () => {
    for (const statement of [
      'create table t ()',
      'create function f() returns int language sql as $$ select 1 $$',
      'create role r',
      'create schema s',
    ]) {
      await expect(ground.app.query(statement), statement).rejects.toThrow(/permission denied/);
    }
  });

  it('cannot become the owner, nor lift row-level security', async () => {
    const { rows } = await ground.owner.query<{ owner: string }>('select current_user as owner');
    await expect(ground.app.query(`set role "${rows[0]?.owner ?? ''}"`)).rejects.toThrow(/permission denied/);
    await expect(ground.app.query('alter table orgs disable row level security')).rejects.toThrow(/must be owner/);
    await expect(ground.app.query('set session_replication_role = replica')).rejects.toThrow(/permission denied/);
  });

  it('cannot remove evidence', async () => {
    const evidence = (await tablesOf(ground.owner)).filter(({ name }) => name.startsWith('ledger_'));
    expect(evidence.map(({ name }) => name)).toContain('ledger_entries');
    for (const { name } of evidence) {
      const held = await privileges(ground.owner, name);
      expect(
        held.filter((privilege) => ['DELETE', 'TRUNCATE'].includes(privilege)),
        name,
      ).toEqual([]);
    }
  });
});
