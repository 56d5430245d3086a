import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';

interface Listed {
  readonly items: readonly {
    readonly name: string;
    readonly builtIn: boolean;
    readonly permissions: readonly { name: string }[];
  }[];
}
const ROLES = '/api/v1/roles';
const ACCOUNTS = '/api/v1/service-accounts';

describe('roles of an org’s own', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const onCall = { title: 'On call', permissions: ['audit:read', 'audit:read', 'machine:read'] };
  const make = (name: string, over: object = {}) => ada.person.ask('POST', ROLES, { name, ...onCall, ...over });
  /** A program with these roles: what it may do is what the roles allow. */
  const robot = async (...roles: string[]) => {
    const { id } = await ada.person.post<{ id: string }>(ACCOUNTS, { name: roles.join(' '), roles });
    const { token } = await ada.person.post<{ token: string }>(`${ACCOUNTS}/${id}/keys`, { name: 'test' });
    const call = async (
      method: string,
      path: string,
      body?: object,
    ): Promise<{ status: number; body: { code?: string } }> => {
      const answer = await fetch(`${product.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json().catch(() => ({}))) as { code?: string } };
    };
    return { id, call };
  };

  it('allow what they say, and are listed beside those built in', async () => {
    expect((await make('on-call')).status).toBe(204);
    const { items } = await ada.person.get<Listed>(ROLES);
    expect(items.map(({ name, builtIn }) => [name, builtIn])).toContainEqual(['on-call', false]);
    expect(items.find(({ name }) => name === 'on-call')!.permissions.map(({ name }) => name)).toEqual([
      'audit:read',
      'machine:read',
    ]);
    const { call } = await robot('on-call');
    expect((await call('GET', '/api/v1/members')).status).toBe(403);
  });

  it('give a new permission to whoever has them at once, and take it away again', async () => {
    await make('changing', { permissions: ['role:read'] });
    const { call } = await robot('changing');
    expect((await call('GET', '/api/v1/members')).status).toBe(403);
    await ada.person.ask('PUT', `${ROLES}/changing`, { ...onCall, permissions: ['member:read'] });
    await expect.poll(async () => (await call('GET', '/api/v1/members')).status).toBe(200);
    expect((await call('GET', ROLES)).status).toBe(403);
  });

  it('are deleted when nobody has them any more', async () => {
    await make('passing');
    const { id } = await robot('passing');
    expect(await ada.person.ask('DELETE', `${ROLES}/passing`)).toMatchObject({
      status: 409,
      body: { code: 'role.in_use' },
    });
    await ada.person.ask('PUT', `${ACCOUNTS}/${id}/roles`, { roles: [] });
    expect((await ada.person.ask('DELETE', `${ROLES}/passing`)).status).toBe(204);
    expect(await ada.person.ask('DELETE', `${ROLES}/passing`)).toMatchObject({
      status: 422,
      body: { code: 'role.unknown' },
    });
  });

  it('cannot be used to climb: nobody writes into a role, or takes out of one, what she lacks', async () => {
    await make('limited', { permissions: ['role:read', 'role:update', 'service_account:manage'] });
    await make('keeper', { permissions: ['key:rotate'] });
    const { call } = await robot('limited');
    expect((await call('POST', ROLES, { name: 'all-mine', ...onCall })).body.code).toBe('role.not_yours');
    expect((await call('PUT', `${ROLES}/keeper`, { ...onCall, permissions: ['role:read'] })).body.code).toBe(
      'role.not_yours',
    );
    expect(
      (await call('PUT', `${ROLES}/limited`, { ...onCall, permissions: ['role:read', 'org:update'] })).body.code,
    ).toBe('role.not_yours');
    expect((await call('DELETE', `${ROLES}/keeper`)).body.code).toBe('role.not_yours');
    expect((await call('POST', ROLES, { name: 'smaller', title: 'Smaller', permissions: ['role:read'] })).status).toBe(
      204,
    );
  });

  it.each([
    ['a name that is taken', { name: 'twice', ...onCall }, 409, 'role.name_taken'],
    ['the name of a built-in role', { name: 'auditor', ...onCall }, 409, 'role.built_in'],
    [
      'a permission of machines',
      { name: 'machine-like', ...onCall, permissions: ['event:append'] },
      422,
      'request.invalid',
    ],
    ['no permission', { name: 'empty-one', ...onCall, permissions: [] }, 422, 'request.invalid'],
    ['a name that is no name', { name: 'No Name', ...onCall }, 422, 'request.invalid'],
  ])('are refused with %s', async (_what, body, status, code) => {
    await make('twice');
    expect(await ada.person.ask('POST', ROLES, body)).toMatchObject({ status, body: { code } });
  });

  it('leave those built in as they are', async () => {
    expect(await ada.person.ask('PUT', `${ROLES}/auditor`, onCall)).toMatchObject({
      status: 409,
      body: { code: 'role.built_in' },
    });
    expect(await ada.person.ask('DELETE', `${ROLES}/owner`)).toMatchObject({
      status: 409,
      body: { code: 'role.built_in' },
    });
  });

  it('explain what a member may do', async () => {
    const { items } = await ada.person.get<{ items: { person: { id: string } }[] }>('/api/v1/members');
    await make('explained', { title: 'Explained', permissions: ['audit:read'] });
    const path = `/api/v1/members/${items[0]!.person.id}`;
    await ada.person.ask('PUT', `${path}/roles`, { roles: ['owner', 'explained'] });
    const access = await ada.person.get<{ permissions: { name: string; through: object[] }[] }>(`${path}/access`);
    expect(access.permissions.find(({ name }) => name === 'audit:read')!.through).toEqual([
      { role: 'explained', title: 'Explained', endsAt: null, group: null, team: null },
      { role: 'owner', title: 'Owner', endsAt: null, group: null, team: null },
    ]);
    expect(access.permissions.find(({ name }) => name === 'org:update')!.through).toEqual([
      { role: 'owner', title: 'Owner', endsAt: null, group: null, team: null },
    ]);
  });
});
