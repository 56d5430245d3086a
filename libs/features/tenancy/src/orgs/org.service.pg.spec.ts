import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, SystemClock } from '#kernel';
import { enterOrg } from '#platform/database';
import { sql } from '#platform/database/rows';
import { Ledger, Trail } from '#platform/trail';
import { InstallationSealer } from '#platform/vault';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { OrgNotFound, OrgSlugTaken } from './org.errors.js';
import { OrgRepository } from './org.repository.js';
import { OrgService } from './org.service.js';

let database: TestDatabase;
let orgs: OrgService;
beforeAll(async () => {
  database = await openTestDatabase();
  const ledger = new Ledger(new InstallationSealer(new Uint8Array(32)), database.signal, new SystemClock());
  orgs = new OrgService(database.db, database.system, new OrgRepository(), new Trail(ledger));
});
afterAll(() => database.close());

const founding = () => contextOf(newId<'Org'>(new Date()));
const found = (ctx = founding(), slug = `acme-${ctx.orgId.slice(-8)}`) =>
  database.system.across('a test founds an org', async (tx) =>
    orgs.foundIn(await enterOrg(tx, ctx.orgId), ctx, { slug, name: 'Acme' }),
  );
const trailOf = (ctx: ReturnType<typeof founding>) =>
  database.db.within(ctx, (tx) =>
    sql(tx).query<{ kind: string }>('select kind from ledger_entries where org_id = $1::uuid order by index', [
      ctx.orgId,
    ]),
  );

describe('OrgService', () => {
  it('founds an org, and its first entry of evidence with it', async () => {
    const ctx = founding();
    await expect(found(ctx)).resolves.toMatchObject({ id: ctx.orgId, name: 'Acme' });
    await expect(trailOf(ctx)).resolves.toEqual([{ kind: 'admin.org.founded' }]);
  });

  it('refuses a short name that another org has, and leaves nothing behind', async () => {
    const ctx = founding();
    await found(founding(), 'taken-name');
    await expect(found(ctx, 'taken-name')).rejects.toThrow(OrgSlugTaken);
    await expect(orgs.get(ctx)).rejects.toThrow(OrgNotFound);
    await expect(trailOf(ctx)).resolves.toEqual([]);
  });

  it('renames its own org alone', async () => {
    const [ours, theirs] = [founding(), founding()];
    await Promise.all([found(ours), found(theirs)]);
    await orgs.rename(ours, 'Acme Europe');
    await expect(orgs.get(ours)).resolves.toMatchObject({ name: 'Acme Europe' });
    await expect(orgs.get(theirs)).resolves.toMatchObject({ name: 'Acme' });
    await expect(trailOf(ours)).resolves.toContainEqual({ kind: 'admin.org.renamed' });
  });

  it('is found by its short name, or said not to be', async () => {
    const ctx = founding();
    const { slug } = await found(ctx);
    await expect(orgs.bySlug(slug)).resolves.toMatchObject({ id: ctx.orgId });
    await expect(orgs.bySlug('nobody-here')).rejects.toThrow(/no organisation "nobody-here"/);
  });
});
