import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { asOwner, urlOf } from '../../../../test/harness/postgres.js';
import { migrate } from './migrate.js';

const theirs = new URL('../../../../prisma/migrations', import.meta.url).pathname;
const server = inject('postgresUrl');

let folder: string;
let name: string;
let url: string;
let suite = 0;
beforeEach(async () => {
  suite += 1;
  folder = mkdtempSync(join(tmpdir(), 'castellan-migrations-'));
  name = `migrating_${process.pid}_${suite}`;
  url = urlOf(server, name);
  await asOwner(server, `create database ${name}`);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await asOwner(server, `drop database ${name} with (force)`);
});

const writes = (migration: string, script: string): void => {
  mkdirSync(join(folder, migration), { recursive: true });
  writeFileSync(join(folder, migration, 'migration.sql'), script);
};
const asked = async (text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

describe('migrate', () => {
  it('applies what is missing, in order, once', async () => {
    cpSync(theirs, folder, { recursive: true });
    expect((await migrate(url, folder))[0]).toBe('0001_ground');
    await expect(migrate(url, folder)).resolves.toEqual([]);
  });

  it('lets one of many processes work and the others wait', async () => {
    const all = await Promise.all([1, 2, 3].map(() => migrate(url, theirs)));
    expect(all.filter((applied) => applied.length > 0)).toHaveLength(1);
  });

  it('refuses a database that a newer build has migrated, in one sentence', async () => {
    writes('0001_first', 'create table first ();');
    writes('9999_from_the_future', 'create table future ();');
    await migrate(url, folder);
    rmSync(join(folder, '9999_from_the_future'), { recursive: true });
    await expect(migrate(url, folder)).rejects.toThrow(/newer Castellan \(9999_from_the_future is not known here\)/);
  });

  it('leaves nothing of a migration that fails, says why, and applies it when the cause is gone', async () => {
    writes('0001_first', 'create table first (); create table second (); create table first ();');
    await expect(migrate(url, folder)).rejects.toThrow(/by 0001_first \(relation "first" already exists/);
    await expect(asked(`select to_regclass('first') as first`)).resolves.toEqual([{ first: null }]);
    writes('0001_first', 'create table first ();');
    await expect(migrate(url, folder)).resolves.toEqual(['0001_first']);
  });

  it('applies again what was cut off before its transaction ended', async () => {
    writes('0001_first', 'create table first ();');
    await migrate(url, folder);
    writes('0002_second', 'create table second ();');
    await asked(
      `insert into _prisma_migrations (id, checksum, migration_name, applied_steps_count) values ('x', 'x', '0002_second', 0)`,
    );
    await expect(migrate(url, folder)).resolves.toEqual(['0002_second']);
    await expect(asked(`select to_regclass('second')::text as second`)).resolves.toEqual([{ second: 'second' }]);
  });

  it('notes a migration in the very transaction that applies it', async () => {
    // A trigger that PostgreSQL asks at commit: it refuses a table whose migration is not noted as finished.
    writes('0001_first', 'create table first ();');
    await migrate(url, folder);
    await asked(`create function must_be_noted() returns trigger language plpgsql as $$ begin
      if exists (select 1 from _prisma_migrations where finished_at is null and rolled_back_at is null) then raise 'not noted'; end if;
      return null; end $$`);
    writes(
      '0002_second',
      `create table second (id int);
       create constraint trigger noted after insert on second deferrable initially deferred for each row execute function must_be_noted();
       insert into second values (1);`,
    );
    await expect(migrate(url, folder)).resolves.toEqual(['0002_second']);
  });

  it('takes a semicolon inside a function or a comment for what it is', async () => {
    writes(
      '0001_first',
      `-- one; two\ncreate function f() returns int language plpgsql as $$ begin perform 1; return 2; end $$;`,
    );
    await migrate(url, folder);
    await expect(asked('select f() as f')).resolves.toEqual([{ f: 2 }]);
  });
});
