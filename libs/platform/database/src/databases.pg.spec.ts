import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { openTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { asOwner } from '../../../../test/harness/postgres.js';
import { type Change, SIGNAL_GAP } from './change-signal.js';
import { rows, sql } from './rows.js';
import type { OrgTx } from './scope.js';
import { enterOrg } from './system-database.js';
import { together } from './together.js';
import { isUniqueViolation } from './unique-violation.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const orgOf = () => ({ orgId: newId<'Org'>(new Date()), now: new Date() });
const found = (scope: ReturnType<typeof orgOf>, slug: string) =>
  database.db.within(scope, (tx) =>
    rows(tx).org.create({ data: { id: scope.orgId, slug, name: slug, createdAt: scope.now } }),
  );

describe('a transaction of an org', () => {
  it('sees its own rows and no others', async () => {
    const [ours, theirs] = [orgOf(), orgOf()];
    await found(ours, 'ours-one');
    await found(theirs, 'theirs-one');
    const seen = await database.db.within(ours, (tx) => rows(tx).org.findMany());
    expect(seen.map(({ slug }) => slug)).toEqual(['ours-one']);
  });

  it('writes no row of another org', async () => {
    const [ours, theirs] = [orgOf(), orgOf()];
    const forged = database.db.within(ours, (tx) =>
      rows(tx).org.create({ data: { id: theirs.orgId, slug: 'forged', name: 'x', createdAt: ours.now } }),
    );
    await expect(forged).rejects.toThrow(/row-level security/);
  });

  it('is rolled back when its work throws, on either driver', async () => {
    const scope = orgOf();
    const insert = "insert into orgs (id, slug, name, created_at) values ($1::uuid, $2, 'x', now())";
    for (const door of [database.db, database.hot]) {
      const broken = door.within(scope, async (tx) => {
        await sql(tx).query(insert, [scope.orgId, 'half-done']);
        throw new Error('killed here');
      });
      await expect(broken).rejects.toThrow('killed here');
    }
    await expect(database.db.within(scope, (tx) => rows(tx).org.findMany())).resolves.toEqual([]);
  });

  it('leaves nothing on the pooled connection: the next that names no org is refused', async () => {
    const scope = orgOf();
    for (let use = 0; use < 12; use += 1)
      await database.hot.within(scope, (tx) => sql(tx).query('select count(*) from orgs'));
    const nameless = database.db.within({ orgId: '' as typeof scope.orgId }, (tx) => rows(tx).org.findMany());
    await expect(nameless).rejects.toThrow(/uuid/);
  });
});

describe('statements that are a transaction each', () => {
  const insert = "insert into orgs (id, slug, name, created_at) values ($1::uuid, $2, 'x', now())";

  it('see and write the rows of their org alone, also when the connection has kept the statement prepared for another', async () => {
    const [ours, theirs] = [orgOf(), orgOf()];
    await found(theirs, 'each-theirs');
    await database.hot.each(ours, (tx) => sql(tx).query(insert, [ours.orgId, 'each-ours']));
    const seenBy = (scope: typeof ours) =>
      database.hot.each(scope, (tx) => sql(tx).query<{ slug: string }>('select slug from orgs', [], 'test.slugs'));
    for (let use = 0; use < 12; use += 1) {
      expect(await seenBy(ours)).toEqual([{ slug: 'each-ours' }]);
      expect(await seenBy(theirs)).toEqual([{ slug: 'each-theirs' }]);
    }
    const forged = database.hot.each(ours, (tx) => sql(tx).query(insert, [newId<'Org'>(new Date()), 'each-forged']));
    await expect(forged).rejects.toThrow(/row-level security/);
  });

  it('leave no org on the connection, whether they are done or fail', async () => {
    const scope = orgOf();
    for (let use = 0; use < 12; use += 1) {
      await database.hot.each(scope, (tx) => sql(tx).query('select count(*) from orgs'));
      await expect(database.hot.each(scope, (tx) => sql(tx).query('select 1 / 0 as never'))).rejects.toThrow(/zero/);
      const kept = await database.hot.within(orgOf(), async (tx) => {
        await sql(tx).query('rollback');
        return sql(tx).query<{ org: string | null }>("select nullif(current_setting('app.org_id', true), '') as org");
      });
      expect(kept).toEqual([{ org: null }]);
    }
  });

  it('stay when a later one fails, and the one that fails leaves nothing', async () => {
    const scope = orgOf();
    const broken = database.hot.each(scope, async (tx) => {
      await sql(tx).query(insert, [scope.orgId, 'each-kept']);
      await sql(tx).query("with named as (update orgs set name = 'half' where id = $1::uuid) select 1 / 0", [
        scope.orgId,
      ]);
    });
    await expect(broken).rejects.toThrow(/zero/);
    const kept = await database.db.within(scope, (tx) => rows(tx).org.findMany());
    expect(kept.map(({ slug, name }) => [slug, name])).toEqual([['each-kept', 'x']]);
  });

  it('go to nobody whose id is none', async () => {
    const nameless = { orgId: "x'; set role none; --" as ReturnType<typeof orgOf>['orgId'] };
    await expect(database.hot.each(nameless, (tx) => sql(tx).query('select 1 as one'))).rejects.toThrow(/by its id/);
  });
});

describe('both drivers', () => {
  it.each([
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '+010000-01-01T00:00:00.000Z',
  ])('say a moment as %s', async (text) => {
    const asked = database.hot.each(orgOf(), (tx) =>
      sql(tx).query<{ ms: string }>('select (extract(epoch from $1::timestamptz) * 1000)::bigint::text as ms', [
        new Date(text),
      ]),
    );
    await expect(asked).resolves.toEqual([{ ms: String(Date.parse(text)) }]);
  });

  it('give the same types for bigint, bytea and times', async () => {
    const text = `select 9007199254740993::bigint as big, '\\x00ff'::bytea as bytes, '2030-01-01T00:00:00.123Z'::timestamptz as at`;
    for (const door of [database.db, database.hot]) {
      const [row] = await door.within(orgOf(), (tx) =>
        sql(tx).query<{ big: bigint; bytes: Uint8Array; at: Date }>(text),
      );
      expect(row?.big).toBe(9007199254740993n);
      expect(Array.from(row?.bytes ?? [])).toEqual([0, 255]);
      expect(row?.at.toISOString()).toBe('2030-01-01T00:00:00.123Z');
    }
  });
});

describe('a transaction across orgs', () => {
  it('sees every org, writes none, and can enter one', async () => {
    const scope = orgOf();
    await found(scope, 'entered');
    const seen = await database.system.across('a test looks', async (tx) => rows(tx).org.count());
    expect(seen).toBeGreaterThan(1);
    const renamed = await database.system.across('a test enters', async (tx) => {
      const inside = await enterOrg(tx, scope.orgId);
      return rows(inside).org.updateMany({ data: { name: 'Renamed' }, where: { id: scope.orgId } });
    });
    expect(renamed.count).toBe(1);
  });

  it('does not write an org it has not entered', async () => {
    const scope = orgOf();
    const write = database.system.across('a test forges', (tx) =>
      rows(tx).org.create({ data: { id: scope.orgId, slug: 'not-entered', name: 'x', createdAt: scope.now } }),
    );
    await expect(write).rejects.toThrow();
  });
});

describe('a swift transaction across orgs', () => {
  it('is inside an org once it entered it, and rolled back when its work throws', async () => {
    const scope = orgOf();
    const broken = database.system.swiftly('a test breaks off', async (tx) => {
      const inside = await enterOrg(tx, scope.orgId);
      await sql(inside).query("insert into orgs (id, slug, name, created_at) values ($1::uuid, 'swift', 'x', now())", [
        scope.orgId,
      ]);
      throw new Error('killed here');
    });
    await expect(broken).rejects.toThrow('killed here');
    await expect(database.db.within(scope, (tx) => rows(tx).org.findMany())).resolves.toEqual([]);
  });

  it('commits what was posted without waiting for it, and nothing at all where any of that failed', async () => {
    const insert = "insert into orgs (id, slug, name, created_at) values ($1::uuid, $2, 'x', now())";
    const slugs = (scope: ReturnType<typeof orgOf>) =>
      database.db.within(scope, async (tx) => (await rows(tx).org.findMany()).map(({ slug }) => slug));
    const [kept, lost] = [orgOf(), orgOf()];
    await database.system.swiftly('a test posts', async (tx) => {
      await sql(await enterOrg(tx, kept.orgId)).post(insert, [kept.orgId, 'posted-one'], 'test.post');
    });
    await expect(slugs(kept)).resolves.toEqual(['posted-one']);
    const asksOn = [
      (tx: OrgTx) => sql(tx).query('select 1 as asked'),
      () => Promise.resolve(),
      () => Promise.reject(new Error('what follows of it')),
    ];
    for (const askOn of asksOn) {
      const failing = database.system.swiftly('a test posts what fails', async (tx) => {
        const orgTx = await enterOrg(tx, lost.orgId);
        await sql(orgTx).post(insert, [lost.orgId, 'posted-two']);
        await sql(orgTx).post(insert, [lost.orgId, 'posted-one'], 'test.post');
        await askOn(orgTx);
      });
      await expect(failing).rejects.toThrow(/duplicate key/);
      await expect(slugs(lost)).resolves.toEqual([]);
    }
    // The connections are as good as before.
    await expect(slugs(kept)).resolves.toEqual(['posted-one']);
  });

  it('prepares again what the server skipped behind a failure, and reads its answers alike from then on', async () => {
    const later = (tx: OrgTx) => sql(tx).query<{ two: number }>('select $1::int as two', [2], 'test.skipped');
    const failing = database.hot.within(orgOf(), (tx) =>
      together(
        tx,
        () => sql(tx).query('select 1 / 0'),
        () => later(tx),
      ),
    );
    await expect(failing).rejects.toThrow(/division by zero/);
    for (let time = 0; time < 3; time += 1)
      await expect(database.hot.within(orgOf(), later)).resolves.toEqual([{ two: 2 }]);
    const other = database.hot.within(orgOf(), (tx) => sql(tx).query('select 3 as two', [], 'test.skipped'));
    await expect(other).rejects.toThrow('Two statements are called test.skipped.');
    await expect(database.hot.within(orgOf(), later)).resolves.toEqual([{ two: 2 }]);
  });

  it('does all of its work anew, once, where that turns out to need the tables of Prisma', async () => {
    const scope = orgOf();
    let runs = 0;
    await database.system.swiftly('a test wants rows', async (tx) => {
      runs += 1;
      const inside = await enterOrg(tx, scope.orgId);
      await sql(inside).query("insert into orgs (id, slug, name, created_at) values ($1::uuid, 'anew', 'x', now())", [
        scope.orgId,
      ]);
      await rows(inside).org.updateMany({ data: { name: 'Written once' }, where: { id: scope.orgId } });
    });
    const seen = await database.system.glance('a test looks', (tx) =>
      sql(tx).query<{ name: string }>('select name from orgs where id = $1::uuid', [scope.orgId]),
    );
    expect([runs, seen]).toEqual([2, [{ name: 'Written once' }]]);
  });
});

describe('isUniqueViolation', () => {
  it('knows a taken key by name on either driver, and nothing else', async () => {
    await found(orgOf(), 'taken');
    const viaPrisma: unknown = await found(orgOf(), 'taken').catch((error: unknown) => error);
    const scope = orgOf();
    const viaSql: unknown = await database.hot
      .within(scope, (tx) =>
        sql(tx).query("insert into orgs (id, slug, name, created_at) values ($1::uuid, 'taken', 'x', now())", [
          scope.orgId,
        ]),
      )
      .catch((error: unknown) => error);
    const viaRaw: unknown = await database.db
      .within(scope, (tx) =>
        sql(tx).query("insert into orgs (id, slug, name, created_at) values ($1::uuid, 'taken', 'x', now())", [
          scope.orgId,
        ]),
      )
      .catch((error: unknown) => error);
    for (const error of [viaPrisma, viaSql, viaRaw]) expect(isUniqueViolation(error)).toBe(true);
    for (const error of [viaSql, viaRaw]) expect(isUniqueViolation(error, 'orgs_slug_key')).toBe(true);
    expect(isUniqueViolation(viaSql, 'another_key')).toBe(false);
    expect(isUniqueViolation(new Error('duplicate key'))).toBe(false);
  });
});

describe('the change signal', () => {
  it('tells at commit, and nothing of what was rolled back', async () => {
    const scope = orgOf();
    const told = new Promise<Change>((hear) => database.signal.on('test.committed', hear));
    await database.db
      .within(scope, async (tx) => {
        await database.signal.notify(tx, { topic: 'test.committed', id: 'rolled back' });
        throw new Error('no');
      })
      .catch(() => undefined);
    await database.db.within(scope, (tx) =>
      database.signal.notify(tx, { topic: 'test.committed', orgId: scope.orgId, id: 'kept' }),
    );
    await expect(told).resolves.toEqual({ topic: 'test.committed', orgId: scope.orgId, id: 'kept' });
  });

  it('comes back after its connection is cut, and says that there was a gap', async () => {
    const gap = new Promise<Change>((hear) => database.signal.on('test.gap', hear));
    await asOwner(
      database.adminUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'castellan-signal' and datname = current_database()`,
    );
    await expect(gap).resolves.toEqual({ topic: SIGNAL_GAP });
    const told = new Promise<Change>((hear) => database.signal.on('test.after', hear));
    await database.db.within(orgOf(), (tx) => database.signal.notify(tx, { topic: 'test.after' }));
    await expect(told).resolves.toEqual({ topic: 'test.after' });
  });
});
