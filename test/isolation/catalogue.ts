import type { Client } from 'pg';
import { newId, type OrgId } from '#kernel';

/**
 * Tables that belong to no org, each with its reason. A new table without org_id is a fault until it stands here, and none of
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

export interface Table {
  readonly name: string;
  /** The column that says whose a row is; null where rows are nobody’s. */
  readonly orgColumn: 'org_id' | 'id' | null;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: number;
  readonly firstKeyColumn: string | null;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly inserts: boolean;
  readonly updates: boolean;
}

/** One database that nobody else uses: the walk writes into every table of it. */
export interface Ground {
  /** As the owner, past every policy. */
  readonly owner: Client;
  /** As a member of castellan_app. */
  readonly app: Client;
  /** An org that has a row. */
  readonly ours: OrgId;
}

/** Every table of the product, as PostgreSQL's own catalogue has it. */
export async function tablesOf(owner: Client): Promise<readonly Table[]> {
  const { rows } = await owner.query<Table>(`
    select c.relname as name,
           case when c.relname = 'orgs' then 'id'
                when exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)
                then 'org_id' end as "orgColumn",
           c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
           (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary) as "firstKeyColumn"
      from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
     order by 1`);
  return rows;
}

/**
 * Walks every table, view and function; answers each fault as a sentence that begins with its name.
 * @param isAsked of the tables, all by default
 */
export async function faultsOf(
  ground: Ground,
  isAsked: (table: Table) => boolean = () => true,
): Promise<readonly string[]> {
  await loosen(ground.owner);
  const faults: string[] = [];
  for (const table of (await tablesOf(ground.owner)).filter(isAsked)) {
    const found = table.orgColumn === null ? await faultsOfGlobal(ground, table) : await faultsOfOrgs(ground, table);
    faults.push(...found.map((fault) => `${table.name} ${fault}`));
  }
  return [...faults, ...(await detours(ground.owner))];
}

/** Whatever else a constraint asks of a row is beside the question, whether another org can touch it. */
async function loosen(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ statement: string }>(`
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as statement
      from pg_constraint c
     where c.contype in ('c', 'f') and c.conrelid <> 0 and c.connamespace = 'public'::regnamespace and c.conparentid = 0`);
  for (const { statement } of rows) await owner.query(statement);
}

async function faultsOfGlobal({ owner }: Ground, { name }: Table): Promise<string[]> {
  const held = await privileges(owner, name);
  return [
    ...(BELONG_TO_NO_ORG[name] === undefined ? ['has no org_id, and no reason for that is known'] : []),
    ...(held.length > 0 ? [`belongs to no org, and castellan_app may ${held.join(', ')}`] : []),
  ];
}

async function faultsOfOrgs(ground: Ground, table: Table): Promise<string[]> {
  const { name, orgColumn } = table;
  const columns = await columnsOf(ground.owner, name);
  await fill(ground, table, columns);
  const held = await privileges(ground.owner, name);
  const attempts = [
    ...(held.includes('SELECT') ? await reading(ground, table) : []),
    ...(held.includes('DELETE') ? await removing(ground, table) : []),
    ...(await changing(ground, table, columns)),
    ...(await inserting(ground, table, columns)),
  ];
  return [
    ...(table.enabled && table.forced ? [] : ['does not force row-level security']),
    ...(table.policies === 0 ? ['has no policy'] : []),
    ...(table.firstKeyColumn === orgColumn ? [] : [`has ${table.firstKeyColumn ?? 'nothing'} first in its key`]),
    ...(held.includes('TRUNCATE') ? ['may be truncated, which no policy stops'] : []),
    ...attempts,
  ];
}

const stranger = newId<'Org'>(new Date());

async function reading({ app, ours }: Ground, { name, orgColumn }: Table): Promise<string[]> {
  const look = `select 1 from "${name}" where "${orgColumn}" = $1`;
  const own = await as(app, ours, () => app.query(look, [ours]));
  const strange = await as(app, stranger, () => app.query(look, [ours]));
  const nameless = await refused(as(app, null, () => app.query(`select 1 from "${name}"`)));
  return [
    ...(own.rowCount === 0 ? ['shows an org nothing of its own, so this walk proves nothing'] : []),
    ...(strange.rowCount === 0 ? [] : ['shows another org’s rows']),
    ...(nameless ? [] : ['answers a transaction that names no org']),
  ];
}

async function removing({ app, ours }: Ground, { name, orgColumn }: Table): Promise<string[]> {
  const gone = await as(app, stranger, () => app.query(`delete from "${name}" where "${orgColumn}" = $1`, [ours]));
  return gone.rowCount === 0 ? [] : ['lets another org remove its rows'];
}

async function changing(ground: Ground, table: Table, columns: readonly Column[]): Promise<string[]> {
  const { app, ours } = ground;
  const column = columns.find(({ updates }) => updates);
  if (column === undefined) return [];
  const change = `update "${table.name}" set "${column.name}" = ${sampleOf(column.type)}`;
  const changed = await as(app, stranger, () => app.query(change));
  const movable = columns.some(({ name, updates }) => updates && name === table.orgColumn);
  // Blind, without a "where": one that reads the row would be stopped by the policy for reading alone.
  const move = `update "${table.name}" set "${table.orgColumn}" = $1`;
  return [
    ...(changed.rowCount === 0 ? [] : ['lets another org change its rows']),
    ...(!movable || (await refused(as(app, ours, () => app.query(move, [stranger]))))
      ? []
      : ['lets an org give its rows to another']),
  ];
}

async function inserting({ app, ours }: Ground, { name, orgColumn }: Table, all: readonly Column[]): Promise<string[]> {
  const columns = all.filter(({ inserts }) => inserts);
  if (!columns.some((column) => column.name === orgColumn)) return [];
  const insert = insertOf(name, columns, (column) => (column.name === orgColumn ? `'${ours}'` : sampleOf(column.type)));
  const stopped = await refused(
    as(app, stranger, () => app.query(insert)),
    /row-level security/,
  );
  return stopped ? [] : ['takes a row that is written for another org'];
}

/** Gives `ours` a row, so that there is something to see. */
async function fill({ owner, ours }: Ground, { name, orgColumn }: Table, columns: readonly Column[]): Promise<void> {
  const { rowCount } = await owner.query(`select 1 from "${name}" where "${orgColumn}" = $1`, [ours]);
  if (rowCount !== 0) return;
  await owner.query('set session_replication_role = replica');
  try {
    await owner.query(
      insertOf(name, columns, (column) => (column.name === orgColumn ? `'${ours}'` : sampleOf(column.type))),
    );
  } finally {
    await owner.query('reset session_replication_role');
  }
}

/** What goes round row-level security: a view with its owner's rights, a function with its definer's. */
async function detours(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ fault: string }>(`
    select c.relname || ' is a view with its owner’s rights' as fault
      from pg_class c
     where c.relkind in ('v', 'm') and c.relnamespace = 'public'::regnamespace
       and not coalesce(c.reloptions @> '{security_invoker=true}', false)
       and has_table_privilege('castellan_app', c.oid, 'select')
    union all
    select p.proname || ' is a function with its definer’s rights'
      from pg_proc p
     where p.prosecdef and p.pronamespace = 'public'::regnamespace and has_function_privilege('castellan_app', p.oid, 'execute')`);
  return rows.map(({ fault }) => fault);
}

async function as<T>(app: Client, orgId: OrgId | null, work: () => Promise<T>): Promise<T> {
  await app.query('begin');
  try {
    if (orgId !== null) await app.query("select set_config('app.org_id', $1, true)", [orgId]);
    return await work();
  } finally {
    await app.query('rollback');
  }
}

const refused = (attempt: Promise<unknown>, why = /./): Promise<boolean> =>
  attempt.then(
    () => false,
    (error: unknown) => why.test(error instanceof Error ? error.message : String(error)),
  );

/** What castellan_app may do with the whole table, or with a column of it. */
export async function privileges(owner: Client, table: string): Promise<readonly string[]> {
  const { rows } = await owner.query<{ privilege: string }>(
    `select distinct privilege_type as privilege from information_schema.table_privileges
      where grantee in ('castellan_app', 'PUBLIC') and table_name = $1 and table_schema = 'public'
      union
     select distinct privilege_type from information_schema.column_privileges
      where grantee in ('castellan_app', 'PUBLIC') and table_name = $1 and table_schema = 'public'`,
    [table],
  );
  return rows.map(({ privilege }) => privilege);
}

async function columnsOf(owner: Client, table: string): Promise<readonly Column[]> {
  const { rows } = await owner.query<Column>(
    `select a.attname as name, format_type(a.atttypid, null) as type,
            has_column_privilege('castellan_app', a.attrelid, a.attnum, 'insert') as inserts,
            has_column_privilege('castellan_app', a.attrelid, a.attnum, 'update') as updates
       from pg_attribute a
      where a.attrelid = ('public."' || $1 || '"')::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
    [table],
  );
  return rows;
}

function insertOf(table: string, columns: readonly Column[], valueOf: (column: Column) => string): string {
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  return `insert into "${table}" (${names}) overriding system value values (${columns.map(valueOf).join(', ')})`;
}

/** A value that fits the type: row-level security answers before any constraint but the type is looked at. */
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
