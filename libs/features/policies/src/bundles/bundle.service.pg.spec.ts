import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle, type OpenedBundle } from '#engines/bundle';
import { type MachineId, newId, type OrgId } from '#kernel';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { OVERLAP_MS, ROTATE_AFTER_MS } from '../bundle-keys/bundle-key.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const POLICY = 'version: 1\n';
const machine = (): MachineId => newId<'Machine'>(new Date());
const trustOf = (river: PolicyRiver, orgId: OrgId) =>
  database.db.within({ orgId }, (tx) => river.keys.trustIn(tx, contextOf(orgId)));

async function opened(
  river: PolicyRiver,
  orgId: OrgId,
  machineId: MachineId,
  over: object = {},
): Promise<OpenedBundle> {
  const issue = (await river.bundles.issue(orgId))!;
  const body = await river.bundles.envelope(issue, machineId, 'identity');
  const trustedKeys = await trustOf(river, orgId);
  return openBundle(JSON.parse(body.toString()), {
    trustedKeys,
    orgId,
    machineId,
    highestSeenVersion: 0,
    now: river.clock.now(),
    ...over,
  });
}

describe('the issue of an org', () => {
  it('is nothing before the first policy, and there at once after it, in every process', async () => {
    const orgId = await database.createOrg();
    const [one, other] = [openPolicyRiver(database), openPolicyRiver(database)];
    expect(await one.bundles.issue(orgId)).toBeNull();
    expect(await other.bundles.issue(orgId)).toBeNull();
    await one.publish(orgId, POLICY);
    for (const { bundles } of [one, other]) {
      await expect.poll(async () => (await bundles.issue(orgId))?.statement.policyVersion).toBe(1);
    }
  });

  it('has the same bytes in every process, so that no machine fetches twice what it has', async () => {
    const orgId = await database.createOrg();
    const [one, other] = [openPolicyRiver(database), openPolicyRiver(database)];
    await one.publish(orgId, POLICY);
    const id = machine();
    const [a, b] = [(await one.bundles.issue(orgId))!, (await other.bundles.issue(orgId))!];
    expect(a.etag).toBe(b.etag);
    expect(await one.bundles.envelope(a, id, 'identity')).toEqual(await other.bundles.envelope(b, id, 'identity'));
  });

  it('keeps its entity tag for the hour, and is issued anew long before it expires', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    await river.publish(orgId, POLICY);
    const first = (await river.bundles.issue(orgId))!;
    river.clock.time = new Date('2030-01-01T00:59:59.999Z');
    expect((await river.bundles.issue(orgId))?.etag).toBe(first.etag);
    river.clock.time = new Date('2030-01-01T01:00:00.000Z');
    expect(river.bundles.peek(orgId, machine())).toBeUndefined();
    const second = (await river.bundles.issue(orgId))!;
    expect(second.etag).not.toBe(first.etag);
    expect(second.statement).toMatchObject({
      version: 1,
      issuedAt: '2030-01-01T01:00:00.000Z',
      expiresAt: '2030-01-02T01:00:00.000Z',
    });
    expect(Date.parse(first.statement.expiresAt) - river.clock.time.getTime()).toBeGreaterThan(22 * 3_600_000);
  });

  it('says what the document says about machines that are cut off', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    await river.publish(orgId, 'version: 1\noffline: { mode: ask, graceSeconds: 60 }\n');
    expect((await river.bundles.issue(orgId))?.statement).toMatchObject({ offline: 'ask', graceSeconds: 60 });
  });
});

describe('the bundle of a machine', () => {
  it('is accepted by that machine, and refused by every other and by other orgs', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    await river.publish(orgId, POLICY);
    const id = machine();
    await expect(opened(river, orgId, id)).resolves.toMatchObject({
      outcome: 'accepted',
      bundle: { policyVersion: 1 },
    });
    await expect(opened(river, orgId, id, { machineId: machine() })).resolves.toMatchObject({
      reason: 'other-machine',
    });
    await expect(opened(river, orgId, id, { orgId: await database.createOrg() })).resolves.toMatchObject({
      reason: 'other-org',
    });
  });

  it('is signed anew after a change, and not before', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    await river.publish(orgId, POLICY);
    const id = machine();
    const issue = (await river.bundles.issue(orgId))!;
    const body = await river.bundles.envelope(issue, id, 'identity');
    expect(await river.bundles.envelope(issue, id, 'identity')).toBe(body);
    await river.publish(orgId, 'version: 1\nname: next\n');
    await expect
      .poll(
        () =>
          river.bundles.peek(orgId, id)?.statement.version ??
          river.bundles.issue(orgId).then((next) => next?.statement.version),
      )
      .toBe(2);
    await expect(opened(river, orgId, id, { highestSeenVersion: 2 })).resolves.toMatchObject({
      outcome: 'accepted',
      bundle: { version: 2 },
    });
  });
});

describe('the keys that sign', () => {
  it('are the org’s own: one org’s bundle means nothing under another’s key', async () => {
    const [ours, theirs] = [await database.createOrg(), await database.createOrg()];
    const river = openPolicyRiver(database);
    for (const orgId of [ours, theirs]) await river.publish(orgId, POLICY);
    const refused = await opened(river, ours, machine(), { trustedKeys: await trustOf(river, theirs) });
    expect(refused).toMatchObject({ reason: 'bad-signature' });
  });

  it('rotate without a machine noticing, and the old one dies when its overlap is over', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    await river.publish(orgId, POLICY);
    const old = await trustOf(river, orgId);
    await river.keys.rotate(contextOf(orgId, { now: river.clock.now() }), 'somebody left');
    const fresh = openPolicyRiver(database, river.clock);
    const stepped = await opened(fresh, orgId, machine(), { trustedKeys: old });
    expect(stepped).toMatchObject({ outcome: 'accepted', bundle: { trust: [{}, old[0]] } });

    river.clock.time = new Date(river.clock.time.getTime() + OVERLAP_MS);
    await river.keys.tend(contextOf(orgId, { now: river.clock.now() }));
    const later = openPolicyRiver(database, river.clock);
    await expect(opened(later, orgId, machine(), { trustedKeys: old })).resolves.toMatchObject({
      reason: 'bad-signature',
    });
    const kept = await river.keys.list(contextOf(orgId));
    expect(kept.find(({ keyid }) => keyid === old[0]?.keyid)?.state).toBe('retired');
  });

  it('rotate by themselves when they are old, once', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    await river.publish(orgId, POLICY);
    await river.keys.tend(contextOf(orgId, { now: new Date(river.clock.time.getTime() + ROTATE_AFTER_MS - 1) }));
    expect(await river.keys.list(contextOf(orgId))).toHaveLength(1);
    const due = contextOf(orgId, { now: new Date(river.clock.time.getTime() + ROTATE_AFTER_MS) });
    await river.keys.tend(due);
    await river.keys.tend(due);
    expect((await river.keys.list(contextOf(orgId))).map(({ state }) => state)).toEqual(['active', 'retiring']);
  });

  it('are never more at once than a machine takes', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    const ctx = contextOf(orgId);
    await trustOf(river, orgId);
    for (let i = 1; i < 8; i += 1) await river.keys.rotate(ctx, 'again');
    await expect(river.keys.rotate(ctx, 'once too often')).rejects.toMatchObject({ code: 'bundle_key.too_many' });
  });

  it('are made once when many ask for the first one', async () => {
    const orgId = await database.createOrg();
    const river = openPolicyRiver(database);
    const all = await Promise.all([1, 2, 3, 4].map(() => trustOf(river, orgId)));
    expect(new Set(all.map(([key]) => key?.keyid)).size).toBe(1);
  });

  it('lie sealed: a seed that was exchanged in the database opens nothing', async () => {
    const [ours, theirs] = [await database.createOrg(), await database.createOrg()];
    const river = openPolicyRiver(database);
    for (const orgId of [ours, theirs]) await river.publish(orgId, POLICY);
    await asOwner(
      database.adminUrl,
      `update bundle_keys o set sealed_seed = t.sealed_seed from bundle_keys t where o.org_id = '${ours}' and t.org_id = '${theirs}'`,
    );
    await expect(openPolicyRiver(database).bundles.issue(ours)).rejects.toMatchObject({
      code: 'bundle_key.unreadable',
    });
  });
});
