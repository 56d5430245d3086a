import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';

interface Listed {
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly roles: readonly string[];
    readonly keys: readonly {
      readonly id: string;
      readonly state: string;
      readonly hint: string;
      readonly lastUsedFrom: string | null;
    }[];
  }[];
}
interface Problem {
  readonly code: string;
  readonly detail: string;
}
const DAY_MS = 24 * 3_600_000;
const HOME = '/api/v1/service-accounts';

describe('service accounts', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let other: IdentityApp;
  let ada: Owner;
  let serial = 0;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    other = await startIdentityApp(database, await freePort(), product.url);
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.close();
  });
  beforeEach(() => {
    product.clock.aheadMs = 0;
    other.clock.aheadMs = 0;
  });

  const make = async (roles: readonly string[] = ['auditor']): Promise<string> =>
    (await ada.person.post<{ id: string }>(HOME, { name: `robot ${(serial += 1)}`, roles })).id;
  const keyOf = (id: string, over: object = {}, by: Person = ada.person) =>
    by.post<{ id: string; token: string }>(`${HOME}/${id}/keys`, { name: 'ci', ...over });
  const call = async (token: string, path = '/api/v1/members', at: IdentityApp = product, init: RequestInit = {}) => {
    const answer = await fetch(`${at.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    return { status: answer.status, body: (await answer.json().catch(() => null)) as Problem };
  };
  const listed = async (id: string) => (await ada.person.get<Listed>(HOME)).items.find((account) => account.id === id)!;
  const ended = async (token: string, at: IdentityApp) => {
    await expect.poll(async () => (await call(token, '/api/v1/members', at)).status).toBe(401);
  };

  it('act with the roles that they were given and no others', async () => {
    const { token } = await keyOf(await make());
    expect((await call(token)).status).toBe(200);
    expect(
      (await call(token, HOME, product, { method: 'POST', body: '{"name":"x","roles":["auditor"]}' })).body,
    ).toMatchObject({
      code: 'request.forbidden',
    });
  });

  it('show of a token, after it was given out, its last characters alone', async () => {
    const id = await make();
    const { token } = await keyOf(id);
    const shown = await listed(id);
    expect(shown.keys[0]).toMatchObject({ state: 'good', hint: token.slice(-4) });
    expect(JSON.stringify(shown)).not.toContain(token);
  });

  it('use a limited key for what it is limited to, though their roles allow more', async () => {
    const { token } = await keyOf(await make(), { permissions: ['role:read'] });
    expect((await call(token, '/api/v1/roles')).status).toBe(200);
    expect((await call(token)).body.detail).toContain('limited to others');
  });

  it('use a key from its networks alone, and the last use is shown', async () => {
    const id = await make();
    const far = await keyOf(id, { networks: ['192.0.2.0/24'] });
    expect((await call(far.token)).body).toMatchObject({ code: 'service_account.wrong_network' });
    const near = await keyOf(id, { networks: ['127.0.0.0/8'] });
    expect((await call(near.token)).status).toBe(200);
    expect((await listed(id)).keys.map(({ lastUsedFrom }) => lastUsedFrom)).toEqual([null, '127.0.0.1']);
  });

  it('are out in every process once the key is revoked, or the account disabled', async () => {
    const id = await make();
    const [one, two] = [await keyOf(id), await keyOf(id)];
    for (const at of [product, other])
      for (const { token } of [one, two]) expect((await call(token, '/api/v1/members', at)).status).toBe(200);
    await ada.person.ask('DELETE', `${HOME}/${id}/keys/${one.id}`);
    await ended(one.token, other);
    expect((await call(two.token, '/api/v1/members', other)).status).toBe(200);
    await ada.person.ask('PATCH', `${HOME}/${id}`, { status: 'disabled' });
    await ended(two.token, other);
    await ada.person.ask('PATCH', `${HOME}/${id}`, { status: 'active' });
    await expect.poll(async () => (await call(two.token)).status).toBe(200);
    expect((await call(one.token)).status).toBe(401);
  });

  it('have keys that expire, also while a process remembers them', async () => {
    const { token } = await keyOf(await make(), { expiresInDays: 1 });
    expect((await call(token)).status).toBe(200);
    product.clock.aheadMs = DAY_MS + 1_000;
    expect((await call(token)).body.detail).toContain('expired');
  });

  it('change a key for another with both good meanwhile', async () => {
    const id = await make();
    const old = await keyOf(id, { permissions: ['role:read'], expiresInDays: 30 });
    const renewed = await ada.person.post<{ token: string }>(`${HOME}/${id}/keys/${old.id}/rotate`, {
      overlapHours: 2,
    });
    for (const token of [old.token, renewed.token]) {
      expect((await call(token, '/api/v1/roles')).status).toBe(200);
      expect((await call(token)).status).toBe(403);
    }
    product.clock.aheadMs = 2 * 3_600_000 + 1_000;
    expect((await call(old.token, '/api/v1/roles')).status).toBe(401);
    expect((await call(renewed.token, '/api/v1/roles')).status).toBe(200);
  });

  it('are of no use for climbing: whoever lacks one of their roles can neither make nor key them', async () => {
    const admin = await keyOf(await make(['admin']));
    const owners = await make(['owner']);
    const post = (path: string, body: object) =>
      call(admin.token, path, product, { method: 'POST', body: JSON.stringify(body) });
    expect((await post(HOME, { name: 'climber', roles: ['owner'] })).body.code).toBe('role.not_yours');
    expect((await post(`${HOME}/${owners}/keys`, { name: 'mine now' })).body.code).toBe('role.not_yours');
    expect((await post(HOME, { name: 'peer', roles: ['admin'] })).status).toBe(201);
    const wide = await ada.person.ask<Problem>('POST', `${HOME}/${owners}/keys`, {
      name: 'wide',
      permissions: ['role:update'],
    });
    expect(wide).toMatchObject({ status: 422, body: { code: 'service_account.key_too_wide' } });
  });

  it('leave their story in the ledger, without a token', async () => {
    const id = await make();
    const { id: keyId, token } = await keyOf(id);
    await ada.person.ask('DELETE', `${HOME}/${id}/keys/${keyId}`);
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<{ leaf: string }>('select leaf from ledger_entries where leaf like $1', [
      `%${id}%`,
    ]);
    await owner.end();
    const text = rows.map(({ leaf }) => leaf).join('\n');
    for (const action of [
      'service_account.created',
      'role.given',
      'service_account.key_created',
      'service_account.key_revoked',
    ])
      expect(text).toContain(`admin.${action}`);
    expect(text).not.toContain(token);
  });

  it.each([
    [{ name: 'x', roles: [] }, 'roles'],
    [{ name: ' ', roles: ['auditor'] }, 'name'],
    [{ name: 'x', roles: ['root'] }, 'root'],
  ])('are refused with a reason for %j', async (body, named) => {
    const { status, body: problem } = await ada.person.ask<Problem>('POST', HOME, body);
    expect(status).toBe(422);
    expect(JSON.stringify(problem)).toContain(named);
  });
});
