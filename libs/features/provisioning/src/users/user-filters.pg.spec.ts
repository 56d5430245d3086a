import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Attributes,
  ENTERPRISE_SCHEMA,
  folded,
  foldedSql,
  GROUP_TYPE,
  matches,
  parseFilter,
  readListQuery,
  USER_TYPE,
} from '#engines/scim';
import { newId, type OrgId } from '#kernel';
import { sql } from '#platform/database/rows';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { OPERATOR_POWER } from '#features/access';
import type { DirectoryContext, DirectoryId } from '../directories/directory.js';
import { placeQuery } from '../scim/placed-query.js';
import { withDefaults } from './directory-user.js';
import { DirectoryUserReader } from './directory-user.reader.js';
import { DirectoryUserRepository } from './directory-user.repository.js';
import { groupGround } from '../groups/group-ground.js';
import { userGround } from './user-ground.js';

/**
 * Few letters, so that texts meet; among them signs that mean something to SQL, to LIKE or to JSON, and letters beyond ASCII whose other case is told
 * otherwise by every language and version of Unicode.
 */
const word = fc
  .array(fc.constantFrom('a', 'A', 'b', '%', '_', '\\', '"', "'", 'é', 'É', 'İ', 'i', 'Σ', 'ς', 'ß', '😀', ' '), {
    minLength: 1,
    maxLength: 3,
  })
  .map((signs) => signs.join(''))
  .filter((text) => text.trim() !== '');
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
const kind = fc.constantFrom('work', 'home', 'Work');

const email = fc.record({ value: maybe(word), type: maybe(kind), primary: maybe(fc.boolean()) });
const isSomething = (value: object): boolean => Object.values(value).some((part) => part !== undefined);
const user = fc.record({
  externalId: maybe(word),
  title: maybe(word),
  displayName: maybe(word),
  name: maybe(fc.record({ givenName: maybe(word), familyName: maybe(word) }).filter(isSomething)),
  emails: maybe(fc.array(email.filter(isSomething), { minLength: 1, maxLength: 3 })),
  active: maybe(fc.boolean()),
  [ENTERPRISE_SCHEMA]: maybe(
    fc.record({ department: maybe(word), manager: maybe(word.map((value) => ({ value }))) }).filter(isSomething),
  ),
});

const TEXTS = [
  ...['userName', 'externalId', 'title', 'displayName', 'name.givenName', 'name.familyName'],
  ...['emails', 'emails.value', 'emails.type', 'groups.value', 'groups.display', 'meta.resourceType', 'meta.version'],
  ...[`${ENTERPRISE_SCHEMA}:department`, `${ENTERPRISE_SCHEMA}:manager.value`],
];
const quoted = word.map((text) => JSON.stringify(text));
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const sameness = fc.constantFrom('eq', 'ne');
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(' '));
const TIMES = ['2029-12-31T23:59:59Z', '2030-01-01T00:00:00.000Z', '2030-01-01T01:00:00+01:00', '2030-01-02'];

const ofOneEmail = fc.letrec<{ some: string; one: string }>((tie) => ({
  one: fc.oneof(
    joined(
      fc.constantFrom('value', 'type'),
      operator,
      fc.oneof(
        quoted,
        kind.map((text) => `"${text}"`),
      ),
    ),
    joined(fc.constant('primary'), sameness, fc.constantFrom('true', 'false')),
    fc.constantFrom('value pr', 'type pr', 'primary pr', 'value eq null', 'type ne null'),
  ),
  some: fc.oneof(
    { depthSize: 'small' },
    tie('one'),
    fc.tuple(tie('some'), fc.constantFrom('and', 'or'), tie('some')).map(([a, sign, b]) => `(${a}) ${sign} (${b})`),
    tie('some').map((inner) => `not (${inner})`),
  ),
})).some;
const filter = fc.letrec<{ whole: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    joined(fc.constantFrom(...TEXTS), operator, quoted),
    joined(fc.constantFrom(...TEXTS), sameness, fc.constant('null')),
    joined(fc.constantFrom(...TEXTS, 'name', 'emails', 'groups', 'active', 'meta'), fc.constant('pr')),
    joined(fc.constant('active'), sameness, fc.constantFrom('true', 'false', '"True"')),
    joined(
      fc.constant('meta.created'),
      fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      fc.constantFrom(...TIMES.map((time) => `"${time}"`)),
    ),
    ofOneEmail.map((inner) => `emails[${inner}]`),
  ),
  whole: fc.oneof(
    { depthSize: 'small' },
    tie('atom'),
    fc.tuple(tie('whole'), fc.constantFrom('and', 'or'), tie('whole')).map(([a, sign, b]) => `(${a}) ${sign} (${b})`),
    tie('whole').map((inner) => `not (${inner})`),
  ),
})).whole;

describe('a text that is folded', () => {
  it('is the same in memory as in SQL, also in a database whose locale knows the case of more letters', async () => {
    const database = await openTestDatabase();
    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    const lower = async (written: string, text: string): Promise<unknown> =>
      (await client.query<{ lower: string }>(`select ${written} as lower`, [text])).rows[0]?.lower;
    try {
      for (const text of ['ÉVE@Example.com', 'İstanbul', 'ΣΑΣ']) {
        const there = '($1::text collate "und-x-icu")';
        expect(await lower(`lower(${there})`, text), 'the locale folds more').not.toBe(folded(text));
        expect(await lower(foldedSql(there), text)).toBe(folded(text));
      }
    } finally {
      await client.end();
      await database.close();
    }
  });
});

describe('a filter over users', () => {
  const [users, reader] = [new DirectoryUserRepository(), new DirectoryUserReader()];
  let database: TestDatabase;
  let admin: Client;
  let orgId: OrgId;
  beforeAll(async () => {
    database = await openTestDatabase();
    orgId = await database.createOrg();
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.close();
  });

  const openDirectory = async (): Promise<DirectoryContext> => {
    const id = newId<'Directory'>(new Date()) as DirectoryId;
    await admin.query(
      `insert into directories (org_id, id, name, created_at, creator_label) values ($1, $2, $3, now(), 'a test')`,
      [orgId, id, id],
    );
    return { ...contextOf(orgId), directoryId: id, power: OPERATOR_POWER, base: 'https://castellan.example/scim' };
  };
  const fill = async (ctx: DirectoryContext, described: readonly Attributes[]): Promise<void> => {
    // What a client leaves out is in no document.
    const documents = described.map(
      (one, at) => JSON.parse(JSON.stringify({ userName: `a${at}B`, ...one })) as Attributes,
    );
    const made = documents.map((attributes) => ({
      id: newId<'DirectoryUser'>(ctx.now),
      attributes: withDefaults(attributes),
    }));
    await database.hot.within(ctx, (tx) => users.insertAll(tx, ctx, made));
    const group = newId<'Group'>(ctx.now);
    await admin.query(
      `insert into directory_groups (org_id, directory_id, id, display_name, display_name_key, created_at, updated_at)
       values ($1, $2, $3, 'Ab', 'ab', now(), now())`,
      [orgId, ctx.directoryId, group],
    );
    await admin.query(
      'insert into directory_group_members select $1, $2, $3, id from directory_users where directory_id = $2 order by id limit 2',
      [...[orgId, ctx.directoryId, group]],
    );
  };
  const find = (ctx: DirectoryContext, given: Readonly<Record<string, unknown>>): Promise<readonly Attributes[]> => {
    const placed = placeQuery('directory_users', userGround, {
      scope: ctx,
      query: readListQuery(USER_TYPE, given),
      after: null,
    });
    return database.hot.each(ctx, async (tx) => (await reader.page(tx, ctx.base, placed, true)).resources);
  };

  it('finds one by her name or her number past nobody, also in a table that was filled a moment ago', async () => {
    const ctx = await openDirectory();
    await fill(
      ctx,
      Array.from({ length: 20_000 }, (_, at) => ({ externalId: `00u${at}` })),
    );
    const planOf = async (filter: string, type = USER_TYPE): Promise<string> => {
      const asked = { scope: ctx, query: readListQuery(type, { filter }), after: null };
      const placed =
        type === USER_TYPE
          ? placeQuery('directory_users', userGround, asked)
          : placeQuery('directory_groups', groupGround, asked);
      const plan = await database.hot.each(ctx, (tx) =>
        sql(tx).query<{ 'QUERY PLAN': string }>(`explain ${placed.text('u.id')}`, placed.values),
      );
      return plan.map((line) => line['QUERY PLAN']).join('\n');
    };
    expect(await planOf('userName eq "A7b"')).toContain('directory_users_name_key');
    expect(await planOf('externalId eq "00u7"')).toContain('directory_users_external_idx');
    expect(await planOf('displayName eq "Ab"', GROUP_TYPE)).toContain('directory_groups_name_key');
    expect(await planOf('externalId eq "g7"', GROUP_TYPE)).toContain('directory_groups_external_idx');
  });

  it('finds in the database those whom it fits in memory, whatever it is and whoever they are', async () => {
    const property = fc.asyncProperty(
      fc.array(user, { minLength: 1, maxLength: 8 }),
      fc.array(filter, { minLength: 1, maxLength: 12 }),
      async (described, filters) => {
        const ctx = await openDirectory();
        await fill(ctx, described);
        const all = await find(ctx, {});
        expect(all).toHaveLength(described.length);
        for (const text of filters) {
          const condition = parseFilter(USER_TYPE, text);
          const expected = all.filter((one) => matches(condition, one)).map(({ id }) => id);
          const found = (await find(ctx, { filter: text })).map(({ id }) => id);
          expect(found, text).toEqual(expected);
        }
      },
    );
    await fc.assert(property, { numRuns: 60, endOnFailure: true });
  });
});
