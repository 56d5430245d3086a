import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type OrgId, type PersonId } from '#kernel';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { GROUPS_CHANGED } from '../tenancy.events.js';
import type { GroupId } from './group.js';
import { GroupNameTaken } from './group.errors.js';
import { GroupMemberRepository } from './group-member.repository.js';
import { GroupRepository } from './group.repository.js';
import { GroupService } from './group.service.js';

const now = new Date('2030-01-01T00:00:00Z');

describe('a group', () => {
  let database: TestDatabase;
  let groups: GroupService;
  let orgId: OrgId;
  let people: readonly PersonId[];
  const rows = new GroupRepository();
  beforeAll(async () => {
    database = await openTestDatabase();
    groups = new GroupService(rows, new GroupMemberRepository(), database.signal);
    orgId = await database.createOrg('Acme');
    people = Array.from({ length: 6 }, () => newId<'Person'>(now)).sort();
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    for (const id of people) {
      await owner.query(`insert into people (id, email, name, created_at) values ($1, $2, 'A', now())`, [
        id,
        `${id}@x.test`,
      ]);
      await owner.query('insert into memberships (org_id, person_id, created_at) values ($1, $2, now())', [orgId, id]);
    }
    await owner.end();
  });
  afterAll(() => database.close());

  const within = <T>(work: Parameters<typeof database.db.within<T>>[1]) => database.db.within({ orgId }, work);
  const make = async (name: string): Promise<GroupId> => {
    const id = newId<'Group'>(now);
    const group = { id, name, source: 'directory', sourceId: newId(now), createdAt: now } as const;
    await within((tx) => groups.insertIn(tx, { orgId }, group));
    return id;
  };
  const membersIn = async (id: GroupId) => (await within((tx) => rows.find(tx, { orgId }, id)))?.members;

  it('takes people as a set, and answers who is new; strangers and repetitions are passed over', async () => {
    const id = await make('Engineers');
    const [a, b, c] = people as [PersonId, PersonId, PersonId];
    const stranger = newId<'Person'>(now);
    expect(await within((tx) => groups.addMembersIn(tx, { orgId }, id, [a, b, stranger]))).toEqual([a, b]);
    expect(await within((tx) => groups.addMembersIn(tx, { orgId }, id, [b, c]))).toEqual([c]);
    expect(await within((tx) => groups.removeMembersIn(tx, { orgId }, id, [a, stranger]))).toEqual([a]);
    expect(await membersIn(id)).toBe(2);
  });

  it('becomes exactly who it is said to be', async () => {
    const id = await make('Exact');
    const [a, b, c, d] = people as [PersonId, PersonId, PersonId, PersonId];
    await within((tx) => groups.addMembersIn(tx, { orgId }, id, [a, b]));
    const change = await within((tx) => groups.replaceMembersIn(tx, { orgId }, id, [b, c, d]));
    expect({ added: [...change.added].sort(), removed: change.removed }).toEqual({ added: [c, d], removed: [a] });
    await within((tx) => groups.replaceMembersIn(tx, { orgId }, id, []));
    expect(await membersIn(id)).toBe(0);
  });

  it('is told to every process when its people change, and not when they do not', async () => {
    const id = await make('Loud');
    const heard: (string | undefined)[] = [];
    const stop = database.signal.on(GROUPS_CHANGED, ({ id: told }) => heard.push(told));
    const [a] = people as [PersonId];
    await within((tx) => groups.addMembersIn(tx, { orgId }, id, [a]));
    await within((tx) => groups.addMembersIn(tx, { orgId }, id, [a]));
    const other = await make('Marker');
    await within((tx) => groups.addMembersIn(tx, { orgId }, other, [a]));
    await expect.poll(() => heard).toEqual([id, other]);
    stop();
  });

  it('is known by its name where a connection asserts it, and left when it is asserted no more', async () => {
    const sourceId = newId(now);
    const [, , , , e] = people as [PersonId, PersonId, PersonId, PersonId, PersonId];
    const say = (names: string[]) =>
      within((tx) => groups.assertIn(tx, { orgId, now }, { personId: e, sourceId, names }));
    expect((await say(['dev', 'ops', 'dev', '', 'x'.repeat(257)])).added).toHaveLength(2);
    const second = await say(['ops', 'sec']);
    expect([second.added.length, second.removed.length]).toEqual([1, 1]);
    const byHand = await make('Not of the connection');
    await within((tx) => groups.addMembersIn(tx, { orgId }, byHand, [e]));
    await say([]);
    expect(await within((tx) => rows.idsOfPerson(tx, { orgId }, e))).toEqual([byHand]);
  });

  it('made by hand has a name of its own, whatever its case; a directory may name two alike', async () => {
    const local = (name: string) =>
      within((tx) =>
        groups.insertIn(
          tx,
          { orgId },
          { id: newId<'Group'>(now), name, source: 'local', sourceId: null, createdAt: now },
        ),
      );
    await local('On call');
    await expect(local('on CALL')).rejects.toThrow(GroupNameTaken);
    await make('Twins');
    await expect(make('Twins')).resolves.toBeDefined();
  });

  it('takes ten thousand people in one statement', async () => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    await owner.query(`insert into people (id, email, name, created_at)
      select gen_random_uuid(), 'p' || n || '@many.test', 'P', now() from generate_series(1, 10000) n`);
    const many = await database.createOrg('Many');
    await owner.query(
      `insert into memberships (org_id, person_id, created_at) select $1, id, now() from people where email like '%@many.test'`,
      [many],
    );
    const { rows: ids } = await owner.query<{ id: PersonId }>(`select id from people where email like '%@many.test'`);
    await owner.end();
    const id = newId<'Group'>(now);
    const group = { id, name: 'Everybody', source: 'directory', sourceId: newId(now), createdAt: now } as const;
    const change = await database.db.within({ orgId: many }, async (tx) => {
      await groups.insertIn(tx, { orgId: many }, group);
      return groups.replaceMembersIn(
        tx,
        { orgId: many },
        id,
        ids.map((row) => row.id),
      );
    });
    expect(change.added).toHaveLength(10_000);
  });
});
