import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type OrgId } from '#kernel';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { OPERATOR_POWER } from '#features/access';
import type { DirectoryContext, DirectoryId } from '../directories/directory.js';
import { CreationService } from './creation.service.js';
import { DirectoryUserRepository } from './directory-user.repository.js';

describe('users whom requests bring at once', () => {
  const users = new DirectoryUserRepository();
  let database: TestDatabase;
  let admin: Client;
  let ours: OrgId;
  let theirs: OrgId;
  beforeAll(async () => {
    database = await openTestDatabase();
    [ours, theirs] = [await database.createOrg('Acme'), await database.createOrg('Other')];
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.close();
  });

  const openDirectory = async (orgId: OrgId): Promise<DirectoryContext> => {
    const directoryId = newId<'Directory'>(new Date()) as DirectoryId;
    await admin.query(
      `insert into directories (org_id, id, name, created_at, creator_label) values ($1, $2, $3, now(), 'a test')`,
      [orgId, directoryId, directoryId],
    );
    return { ...contextOf(orgId), directoryId, power: OPERATOR_POWER, base: 'https://castellan.example/scim' };
  };
  const asks = (ctx: DirectoryContext): DirectoryContext => ({ ...ctx, requestId: newId(new Date()) });
  const named = (ctx: DirectoryContext, userName: string) => ({
    ctx: asks(ctx),
    user: {
      id: newId<'DirectoryUser'>(new Date()),
      attributes: { userName, emails: [{ value: userName }], active: true },
    },
  });
  const kept = async (
    ctx: DirectoryContext,
  ): Promise<{ id: string; user_name: string; org_id: string; request_id: string; has_arrived: boolean }[]> => {
    const { rows } = await admin.query(
      `select u.id, u.user_name, u.org_id, l.request_id, a.user_id is not null as has_arrived from directory_users u
         join provisioning_log l on l.org_id = u.org_id and l.directory_id = u.directory_id and l.id = u.id
         left join directory_arrivals a on a.org_id = u.org_id and a.directory_id = u.directory_id and a.user_id = u.id
        where u.directory_id = $1 order by u.user_name_key`,
      [ctx.directoryId],
    );
    return rows as never;
  };

  it('are added once each: of several of one name one is, and each is logged under the request that brought her', async () => {
    const ctx = await openDirectory(ours);
    // As of two processes: each gathers for itself.
    const creations = [new CreationService(database.hot, users), new CreationService(database.hot, users)];
    const brought = Array.from({ length: 60 }, (_, n) => named(ctx, `user${n % 20}${n % 2 === 0 ? '' : '@X.example'}`));
    const made = await Promise.all(brought.map((one, n) => creations[n % 2]!.add(one)));
    const added = brought.filter((_, n) => made[n]);
    expect(new Set(added.map(({ user }) => user.attributes.userName.toLowerCase())).size).toBe(added.length);
    expect(added).toHaveLength(20);
    expect(
      (await kept(ctx)).map(({ id, request_id, has_arrived }) => ({ id, request_id, has_arrived })).sort(byId),
    ).toEqual(
      added
        .map(({ ctx: { requestId }, user }) => ({ id: user.id, request_id: requestId, has_arrived: true }))
        .sort(byId),
    );
  });

  it('are not held up by one who cannot be stored', async () => {
    const ctx = await openDirectory(ours);
    const creations = new CreationService(database.hot, users);
    const names = ['a', 'b', 'no\u0000body', 'c', 'B', 'd'];
    const outcomes = await Promise.allSettled(names.map((name) => creations.add(named(ctx, name))));
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'refused'))).toEqual([
      ...[true, true, 'refused', true, false, true],
    ]);
    expect((await kept(ctx)).map(({ user_name }) => user_name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stay in the org of their directory', async () => {
    const [one, other] = [await openDirectory(ours), await openDirectory(theirs)];
    const creations = new CreationService(database.hot, users);
    const names = ['a', 'b', 'c', 'd'];
    const made = await Promise.all(names.flatMap((name) => [one, other].map((ctx) => creations.add(named(ctx, name)))));
    expect(made.every(Boolean)).toBe(true);
    for (const ctx of [one, other])
      expect((await kept(ctx)).map(({ org_id, user_name }) => [org_id, user_name])).toEqual(
        names.map((name) => [ctx.orgId, name]),
      );
  });
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
