import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignInPolicyRepository } from '#features/identity';
import { MembershipRepository, OwnerNeeded } from '#features/tenancy';
import { newId, type OrgId, type PersonId } from '#kernel';
import type { Trail } from '#platform/trail';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { ElevationRuleRepository } from '../elevation/elevation-rule.repository.js';
import { BreakGlassKeeper } from './break-glass-keeper.js';
import { CustomRoleRepository } from './custom-role.repository.js';
import { LastOwner, OwnerInactive } from './role.errors.js';
import { RoleGrantRepository } from './role-grant.repository.js';
import { RoleService } from './role.service.js';

/** What is not asked here: what the ledger says of it. */
const silent = { record: () => Promise.resolve() } as unknown as Trail;

describe('the last owner of an org', () => {
  let database: TestDatabase;
  let roles: RoleService;
  let admin: Client;
  const grants = new RoleGrantRepository();
  const memberships = new MembershipRepository();
  beforeAll(async () => {
    database = await openTestDatabase();
    roles = new RoleService(
      database.db,
      grants,
      new CustomRoleRepository(),
      new ElevationRuleRepository(),
      silent,
      database.signal,
      new BreakGlassKeeper(new SignInPolicyRepository(), silent),
    );
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.close();
  });

  const join = async (orgId: OrgId, role: string | null): Promise<PersonId> => {
    const id = newId<'Person'>(new Date());
    await admin.query(`insert into people (id, email, name, created_at) values ($1, $2, 'O', now())`, [
      id,
      `${id}@o.test`,
    ]);
    await admin.query('insert into memberships (org_id, person_id, created_at) values ($1, $2, now())', [orgId, id]);
    if (role !== null)
      await admin.query(
        `insert into role_grants (org_id, principal_kind, principal_id, role, created_at) values ($1, 'person', $2, $3, now())`,
        [orgId, id, role],
      );
    return id;
  };
  const asHolder = (id: PersonId) => ({ kind: 'person', id: id, label: 'o' }) as const;
  /** Every way out: another owner sets her roles; one takes the grant; she takes it herself; a directory suspends her, or ends her membership. */
  const ways = ['set', 'take', 'own', 'suspend', 'leave'] as const;
  const leave = async (orgId: OrgId, id: PersonId, by: PersonId, way: (typeof ways)[number]): Promise<void> => {
    const principal = asHolder(way === 'own' ? id : by);
    const ctx = contextOf(orgId, { principal });
    const grant = { ...asHolder(id), role: 'owner', teamId: null };
    switch (way) {
      case 'set':
      case 'own':
        return roles.setRoles(ctx, asHolder(id), []);
      case 'take':
        await database.db.within(ctx, (tx) => roles.takeIn(tx, ctx, grant));
        return;
      case 'suspend':
        return database.db.within(ctx, (tx) => memberships.setStatus(tx, ctx, id, 'suspended'));
      case 'leave':
        await admin.query('delete from memberships where org_id = $1 and person_id = $2', [orgId, id]);
    }
  };
  const ownersOf = (orgId: OrgId) => database.db.within({ orgId }, (tx) => grants.owners(tx, { orgId }));

  it.each(ways)('does not go by the way "%s"', async (way) => {
    const orgId = await database.createOrg();
    const only = await join(orgId, 'owner');
    await expect(leave(orgId, only, only, way)).rejects.toThrow();
    expect(await ownersOf(orgId)).toEqual([only]);
  });

  it('is told so in words', async () => {
    const orgId = await database.createOrg();
    const only = await join(orgId, 'owner');
    await expect(leave(orgId, only, only, 'set')).rejects.toThrow(LastOwner);
    await expect(leave(orgId, only, only, 'suspend')).rejects.toThrow(OwnerNeeded);
    const grant = { ...asHolder(only), role: 'owner', teamId: null };
    await expect(database.db.within({ orgId }, (tx) => grants.take(tx, { orgId }, grant))).rejects.toThrow(LastOwner);
  });

  it('is not somebody who cannot act: a suspended member is made no owner', async () => {
    const orgId = await database.createOrg();
    await join(orgId, 'owner');
    const idle = await join(orgId, null);
    await admin.query(`update memberships set status = 'suspended' where person_id = $1`, [idle]);
    const grant = { ...asHolder(idle), role: 'owner', teamId: null };
    const now = new Date();
    await expect(database.db.within({ orgId }, (tx) => grants.give(tx, { orgId, now }, grant))).rejects.toThrow(
      OwnerInactive,
    );
  });

  it('is there whoever goes at the same moment, by whatever ways', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...ways), { minLength: 2, maxLength: 4 }), async (chosen) => {
        const orgId = await database.createOrg();
        const owners = await Promise.all(chosen.map(() => join(orgId, 'owner')));
        await Promise.allSettled(
          chosen.map((way, at) => leave(orgId, owners[at]!, owners[(at + 1) % owners.length]!, way)),
        );
        expect((await ownersOf(orgId)).length).toBeGreaterThan(0);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('is there when one hands over while her successor is being suspended', async () => {
    for (let round = 0; round < 5; round += 1) {
      const orgId = await database.createOrg();
      const [former, next] = [await join(orgId, 'owner'), await join(orgId, null)];
      const ctx = contextOf(orgId, { principal: asHolder(former) });
      const handOver = async (): Promise<void> => {
        await roles.setRoles(ctx, asHolder(next), ['owner']);
        await roles.setRoles(ctx, asHolder(former), []);
      };
      await Promise.allSettled([handOver(), leave(orgId, next, former, 'suspend')]);
      expect((await ownersOf(orgId)).length).toBeGreaterThan(0);
    }
  });
});
