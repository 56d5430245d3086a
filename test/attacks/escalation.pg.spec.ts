import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { ProvisioningHttpModule } from '#features/provisioning';
import { GROUP_SCHEMA, PATCH_SCHEMA, USER_SCHEMA } from '#engines/scim';
import { type IdentityApp, startIdentityApp } from '../harness/identity-app.js';
import { completeSetup, type Person } from '../harness/person.js';
import { ScimClient } from '../harness/scim-client.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { freePort } from '../peers/peer.js';

type Refusal = { readonly code?: string };

/** Nobody gets what she was not given, neither in one step nor by two: each of these people may do something that others' access hangs on. */
describe('who wants more than she has', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Person;
  /** May keep directories, and nothing else of note. */
  let keeper: Person;
  /** An administrator: may give roles, but not those that hold the keys or the connections. */
  let admin: Person;
  let directory: { readonly id: string; readonly baseUrl: string; readonly token: string };
  let groupId: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort(), undefined, [ProvisioningHttpModule]);
    const link = (await product.app.get(FirstRun).link())!.href;
    ada = (await completeSetup(link, { name: 'Acme', slug: 'acme' })).person;
    await makeRole('directory-keeper', ['directory:read', 'directory:manage', 'org:read']);
    keeper = await join('keeper@example.com', 'directory-keeper');
    admin = await join('admin@example.com', 'admin');
    directory = await keeper.post('/api/v1/directories', { name: 'Okta' });
    const scim = new ScimClient(directory.baseUrl, directory.token);
    const made = await scim.post('/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Key holders' });
    groupId = made.body['id'] as string;
    await scim.patch(`/Groups/${groupId}`, patchOf({ op: 'add', path: 'members', value: [{ value: 'nobody' }] }));
    // An owner who gives the group a role answers for who holds the token by which it is filled.
    await ada.post(`/api/v1/directories/${directory.id}/tokens/${await firstToken()}/vouch`, {});
    await ada.post('/api/v1/grants', { holder: { kind: 'group', id: groupId }, role: 'security-admin' });
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const firstToken = async (): Promise<string> => {
    const { items } = await keeper.get<{ items: { id: string; tokens: { id: string }[] }[] }>('/api/v1/directories');
    return items.find(({ id }) => id === directory.id)?.tokens[0]?.id ?? '';
  };
  const patchOf = (...Operations: object[]): object => ({ schemas: [PATCH_SCHEMA], Operations });
  const makeRole = (name: string, permissions: string[]) =>
    ada.post('/api/v1/roles', { name, title: name, permissions });
  const join = async (email: string, role: string): Promise<Person> => {
    const { url } = await ada.post<{ url: string }>('/api/v1/invitations', { email, role });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const permissionsOf = async (who: Person): Promise<readonly string[]> =>
    (await who.get<{ permissions: string[] }>('/api/v1/me')).permissions;
  const refused = async (who: Person, method: string, path: string, body?: object): Promise<string> => {
    const answer = await who.ask<Refusal>(method, path, body);
    return `${answer.status} ${answer.body.code ?? ''}`;
  };

  describe('by a directory whose groups give more than she has', () => {
    const home = () => `/api/v1/directories/${directory.id}`;

    it('is given no token for it, be she its maker or an administrator', async () => {
      for (const who of [keeper, admin])
        for (const overlapHours of [null, 0])
          expect(await refused(who, 'POST', `${home()}/tokens`, { name: 'mine', overlapHours })).toBe(
            '403 role.not_yours',
          );
    });

    it('may revoke its tokens all the same, which gives nothing', async () => {
      expect((await keeper.ask('DELETE', `${home()}/tokens/${await firstToken()}`)).status).toBe(204);
    });

    it('does not bring it down, and with it what others were given', async () => {
      expect(await refused(admin, 'DELETE', home())).toBe('403 role.not_yours');
    });

    it('replays no refused change of who is in its groups', async () => {
      const { items } = await keeper.get<{ items: { id: string; resource: string }[] }>(
        `${home()}/log?outcome=refused`,
      );
      const entry = items.find(({ resource }) => resource === 'Groups')?.id ?? 'none';
      expect(await refused(keeper, 'POST', `${home()}/log/${entry}/replay`, {})).toBe('403 role.not_yours');
    });

    it('gains nothing by a group of the same name in a directory of her own', async () => {
      const before = await permissionsOf(keeper);
      const own = await keeper.post<{ baseUrl: string; token: string }>('/api/v1/directories', { name: 'Hers' });
      const scim = new ScimClient(own.baseUrl, own.token);
      const emails = [{ value: keeper.email, primary: true }];
      const user = await scim.post('/Users', { schemas: [USER_SCHEMA], userName: keeper.email, emails });
      const members = [{ value: user.body['id'] }];
      expect(
        (await scim.post('/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Key holders', members })).status,
      ).toBe(201);
      expect(await permissionsOf(keeper)).toEqual(before);
    });

    it('is let in by an owner, who has what it gives', async () => {
      expect((await ada.ask('POST', `${home()}/tokens`, { name: 'next' })).status).toBe(201);
    });
  });

  describe('by what hangs on roles', () => {
    it('gives no role with a permission that she lacks, to nobody and by no door', async () => {
      const role = 'security-admin';
      const { items } = await ada.get<{ items: { person: { id: string; email: string } }[] }>('/api/v1/members');
      const me = items.find(({ person }) => person.email === admin.email)?.person.id ?? '';
      const group = await admin.post<{ id: string }>('/api/v1/groups', { name: 'Friends' });
      const account = await admin.post<{ id: string }>('/api/v1/service-accounts', {
        name: 'Hers',
        roles: ['auditor'],
      });
      const doors: readonly [string, string, object][] = [
        ['PUT', `/api/v1/members/${me}/roles`, { roles: ['admin', role] }],
        ['POST', '/api/v1/grants', { holder: { kind: 'person', id: me }, role }],
        ['POST', '/api/v1/grants', { holder: { kind: 'group', id: group.id }, role }],
        ['POST', '/api/v1/grants', { holder: { kind: 'service', id: account.id }, role }],
        ['POST', '/api/v1/invitations', { email: 'accomplice@example.com', role }],
        ['POST', '/api/v1/service-accounts', { name: 'Stronger', roles: [role] }],
        ['PUT', `/api/v1/service-accounts/${account.id}/roles`, { roles: [role] }],
        [
          'PUT',
          `/api/v1/elevation-rules/${role}`,
          { isAskable: true, maxMinutes: 60, approver: { kind: 'role', role: 'admin' } },
        ],
        ['DELETE', `/api/v1/elevation-rules/${role}`, {}],
      ];
      for (const [method, path, body] of doors)
        expect([path, await refused(admin, method, path, body)]).toEqual([path, '403 role.not_yours']);
    });

    it('does not widen a role that she was given, nor one that she made', async () => {
      const permissions = ['policy:read'];
      await admin.post('/api/v1/roles', { name: 'reader', title: 'Reader', permissions });
      for (const more of ['key:rotate', 'connection:manage'])
        expect(
          await refused(admin, 'PUT', '/api/v1/roles/reader', { title: 'Reader', permissions: [...permissions, more] }),
        ).toBe('403 role.not_yours');
    });

    it('hands on nothing that she has for a while', async () => {
      const helper = await join('helper@example.com', 'developer');
      const { id } = await helper.post<{ id: string }>('/api/v1/elevations', {
        role: 'admin',
        reason: 'incident',
        minutes: 30,
      });
      await ada.post(`/api/v1/elevations/${id}/decision`, { decision: 'approved', reason: '' });
      await expect.poll(() => permissionsOf(helper)).toContain('role:update');
      const doors: readonly [string, object][] = [
        ['/api/v1/invitations', { email: 'second-self@example.com', role: 'admin' }],
        ['/api/v1/service-accounts', { name: 'Second self', roles: ['admin'] }],
        ['/api/v1/roles', { name: 'second-self', title: 'Second self', permissions: ['member:update'] }],
        [`/api/v1/directories/${directory.id}/tokens`, { name: 'Second self' }],
      ];
      for (const [path, body] of doors)
        expect([path, await refused(helper, 'POST', path, body)]).toEqual([path, '403 role.not_yours']);
    });

    it('gets no more by a service account’s key than the account has, and no key to give access by', async () => {
      const { id } = await admin.post<{ id: string }>('/api/v1/service-accounts', { name: 'Robot', roles: ['admin'] });
      expect(
        await refused(admin, 'POST', `/api/v1/service-accounts/${id}/keys`, {
          name: 'narrow',
          permissions: ['role:update'],
        }),
      ).toBe('422 service_account.key_too_wide');
      const { token } = await admin.post<{ token: string }>(`/api/v1/service-accounts/${id}/keys`, { name: 'wide' });
      const made = await fetch(`${product.url}/api/v1/service-accounts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Robot’s own', roles: ['security-admin'] }),
      });
      expect(made.status).toBe(403);
    });
  });

  it('uses a key from a network of the list, and not by saying in a header that she is there', async () => {
    const { id } = await ada.post<{ id: string }>('/api/v1/service-accounts', { name: 'Fenced', roles: ['auditor'] });
    const order = { name: 'fenced', networks: ['192.0.2.0/24'] };
    const { token } = await ada.post<{ token: string }>(`/api/v1/service-accounts/${id}/keys`, order);
    const claims = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'true-client-ip', 'cf-connecting-ip', 'x-client-ip'];
    for (const name of ['accept', ...claims]) {
      const value = name === 'forwarded' ? 'for=192.0.2.7' : '192.0.2.7';
      const headers = { authorization: `Bearer ${token}`, [name]: value };
      expect([name, (await fetch(`${product.url}/api/v1/roles`, { headers })).status]).toEqual([name, 403]);
    }
  });

  it('is made no owner by an invitation that is opened twice at once', async () => {
    const email = 'twice@example.com';
    const { url } = await ada.post<{ url: string }>('/api/v1/invitations', { email, role: 'developer' });
    const tries = await Promise.allSettled(
      [1, 2, 3].map(() => completeSetup(url, { name: 'x1', slug: 'ignored' }, email)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(completeSetup(url, { name: 'x1', slug: 'ignored' }, email)).rejects.toThrow(/setup\./);
  });
});
