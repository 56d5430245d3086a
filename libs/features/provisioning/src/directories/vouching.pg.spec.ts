import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { GROUP_SCHEMA, PATCH_SCHEMA, USER_SCHEMA } from '#engines/scim';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Person } from '../../../../../test/harness/person.js';
import { ScimClient } from '../../../../../test/harness/scim-client.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { ProvisioningHttpModule } from '../provisioning.module.js';
import { LinkService } from '../standing/link.service.js';

interface Made {
  readonly id: string;
  readonly baseUrl: string;
  readonly token: string;
}
interface Shown {
  readonly id: string;
  readonly heldBack: { readonly label: string } | null;
  readonly tokens: readonly {
    readonly id: string;
    readonly name: string;
    readonly vouchedBy: string | null;
    readonly coversOwners: boolean;
    readonly coversGroups: boolean;
  }[];
}
interface Refusal {
  readonly code?: string;
  readonly detail?: string;
}

describe('a directory whose token an administrator made', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let owner: Client;
  let ada: Person;
  let eve: Person;
  let made: Made;
  let scim: ScimClient;
  const users = new Map<string, string>();
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort(), undefined, [ProvisioningHttpModule]);
    owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    ada = (await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' })).person;
    await owner.query(`insert into domains (org_id, id, name, challenge, created_at, verified_at, verified_by)
      select id, gen_random_uuid(), 'own.example', 'x', now(), now(), 'operator' from orgs`);
    eve = await join('eve', 'admin');
    for (const [name, role] of [
      ['olga', 'owner'],
      ['sean', 'security-admin'],
      ['dev', 'developer'],
    ] as const)
      await join(name, role);
    made = await eve.post<Made>('/api/v1/directories', { name: 'Entra' });
    scim = new ScimClient(made.baseUrl, made.token);
    for (const name of ['olga', 'sean', 'dev']) users.set(name, await add(name));
  });
  afterAll(async () => {
    await owner.end();
    await product.close();
    await database.close();
  });

  const join = async (name: string, role: string): Promise<Person> => {
    const email = `${name}@own.example`;
    const { url } = await ada.post<{ url: string }>('/api/v1/invitations', { email, role });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const add = async (name: string, active = true): Promise<string> => {
    const emails = [{ value: `${name}@own.example`, primary: true }];
    const { body } = await scim.post('/Users', {
      schemas: [USER_SCHEMA],
      userName: `${name}@own.example`,
      emails,
      active,
    });
    await product.app.get(LinkService).settled();
    return body['id'] as string;
  };
  const setActive = (name: string, value: boolean, by = scim) =>
    by.patch(`/Users/${users.get(name)!}`, {
      schemas: [PATCH_SCHEMA],
      Operations: [{ op: 'replace', path: 'active', value }],
    });
  const statusOf = async (name: string): Promise<string | undefined> =>
    (await ada.get<{ items: { person: { email: string }; status: string }[] }>('/api/v1/members')).items.find(
      ({ person }) => person.email === `${name}@own.example`,
    )?.status;
  const shown = async (): Promise<Shown> => ada.get<Shown>(`/api/v1/directories/${made.id}`);
  const vouch = async (by: Person) => {
    const { tokens } = await shown();
    return by.ask<Refusal>('POST', `/api/v1/directories/${made.id}/tokens/${tokens[0]!.id}/vouch`);
  };
  const ledger = async (kind: string): Promise<readonly string[]> =>
    (
      await owner.query<{ leaf: string }>('select leaf from ledger_entries where kind = $1 order by index', [kind])
    ).rows.map(({ leaf }) => leaf);

  it('deactivates whoever only reads and asks, and takes her back', async () => {
    expect((await setActive('dev', false)).status).toBe(200);
    expect(await statusOf('dev')).toBe('suspended');
    expect((await setActive('dev', true)).status).toBe(200);
    expect(await statusOf('dev')).toBe('active');
  });

  it.each([
    ['an owner', 'olga'],
    ['somebody who may do what the administrator may not', 'sean'],
  ])('does not bring down %s, by whichever message, and says so loudly', async (_who, name) => {
    const before = (await ledger('admin.directory.held_back')).length;
    const { status, body } = await setActive(name, false);
    expect([status, body['status']]).toEqual([403, '403']);
    expect(body['detail']).toContain('vouch for the token');
    expect((await scim.send('DELETE', `/Users/${users.get(name)!}`)).status).toBe(403);
    const bulk = await scim.post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [{ method: 'DELETE', path: `/Users/${users.get(name)!}` }],
    });
    expect((bulk.body['Operations'] as { status: string }[])[0]!.status).toBe('403');
    expect(await statusOf(name)).toBe('active');
    const told = (await ledger('admin.directory.held_back')).slice(before);
    expect(told).toHaveLength(3);
    expect(told[0]).toContain('"severity":"high"');
    expect((await shown()).heldBack?.label).toContain(name);
  });

  it('does not bring her down by a user who is deactivated before it is known who she is, nor by a try again of its maker', async () => {
    await owner.query(`delete from directory_users where id = $1`, [users.get('olga')]);
    users.set('olga', await add('olga', false));
    expect(await statusOf('olga')).toBe('active');
    expect((await setActive('sean', false)).status).toBe(403);
    const home = `/api/v1/directories/${made.id}/log`;
    const { items } = await eve.get<{ items: { id: string }[] }>(`${home}?outcome=refused`);
    expect(await eve.post(`${home}/${items[0]!.id}/replay`)).toMatchObject({ status: 403 });
    expect(await statusOf('sean')).toBe('active');
  });

  it('is vouched for by an owner, and by nobody who may do less', async () => {
    expect((await vouch(eve)).status).toBe(204);
    expect((await shown()).tokens).toMatchObject([{ vouchedBy: 'eve@own.example', coversOwners: false }]);
    expect((await vouch(ada)).status).toBe(204);
    expect(await shown()).toMatchObject({ heldBack: null, tokens: [{ vouchedBy: ada.email, coversOwners: true }] });
    expect((await vouch(eve)).body.code).toBe('role.not_yours');
    expect((await ledger('admin.directory.token_vouched')).at(-1)).toContain('"severity":"high"');
  });

  it('then deprovisions an owner who leaves, but not the last', async () => {
    // What it said before counts now.
    expect((await setActive('olga', true)).status).toBe(200);
    expect((await setActive('olga', false)).status).toBe(200);
    expect(await statusOf('olga')).toBe('suspended');
    expect((await setActive('sean', false)).status).toBe(200);
    expect(await statusOf('sean')).toBe('suspended');
    await owner.query(`update people set email = 'ada@own.example' where email = $1`, [ada.email]);
    users.set('ada', await add('ada'));
    expect((await setActive('ada', false)).status).toBe(403);
    expect(await statusOf('ada')).toBe('active');
  });

  describe('and whose groups are given roles', () => {
    let entra: Made;
    let group: string;
    const home = (): string => `/api/v1/directories/${entra.id}`;
    const give = (role: string, by = ada) =>
      by.ask<Refusal>('POST', '/api/v1/grants', { holder: { kind: 'group', id: group }, role });
    const tokens = async () => (await ada.get<Shown>(home())).tokens;
    beforeAll(async () => {
      entra = await eve.post<Made>('/api/v1/directories', { name: 'Second' });
      const { body } = await new ScimClient(entra.baseUrl, entra.token).post('/Groups', {
        schemas: [GROUP_SCHEMA],
        displayName: 'Keepers of keys',
      });
      group = body['id'] as string;
    });

    it('gets none for them that its maker could not give, before somebody who could vouches for it', async () => {
      const { status, body } = await give('security-admin');
      expect([status, body.code]).toEqual([409, 'role.group_unvouched']);
      expect(body.detail).toContain('the directory "Second"');
      expect((await give('developer', eve)).status).toBe(201);
      const [token] = await tokens();
      expect((await ada.ask('POST', `${home()}/tokens/${token!.id}/vouch`)).status).toBe(204);
      expect((await give('security-admin')).status).toBe(201);
      expect((await tokens())[0]).toMatchObject({ coversGroups: true });
    });

    it('is put right by a new token of somebody who could, with the end of the old one', async () => {
      const own = { name: 'vault', title: 'Vault', description: 'Keys.', permissions: ['org:read'] };
      expect((await ada.ask('POST', '/api/v1/roles', own)).status).toBeLessThan(300);
      const third = await eve.post<Made>('/api/v1/directories', { name: 'Third' });
      const { body } = await new ScimClient(third.baseUrl, third.token).post('/Groups', {
        schemas: [GROUP_SCHEMA],
        displayName: 'Vault people',
      });
      group = body['id'] as string;
      entra = third;
      expect((await give('vault')).status).toBe(201);
      // A role that grows gives more to whom it was given before.
      const grow = () =>
        ada.ask<Refusal>('PUT', '/api/v1/roles/vault', {
          title: 'Vault',
          description: 'Keys.',
          permissions: ['org:read', 'key:rotate'],
        });
      expect((await grow()).body.code).toBe('role.group_unvouched');
      const rule = await ada.ask<Refusal>('PUT', '/api/v1/elevation-rules/security-admin', {
        isAskable: true,
        maxMinutes: 60,
        approver: { kind: 'group', groupId: group },
      });
      expect(rule.body.code).toBe('role.group_unvouched');
      await ada.post(`${home()}/tokens`, { name: 'next', overlapHours: 0 });
      expect((await grow()).status).toBeLessThan(300);
      expect((await eve.ask<Refusal>('POST', `${home()}/tokens`, { name: 'hers' })).body.code).toBe('role.not_yours');
    });

    it('gives no token to her at the moment in which its groups get more than she could give', async () => {
      for (let round = 0; round < 4; round += 1) {
        const raced = await ada.post<Made>('/api/v1/directories', { name: `Raced ${round}` });
        const { body } = await new ScimClient(raced.baseUrl, raced.token).post('/Groups', {
          schemas: [GROUP_SCHEMA],
          displayName: 'Raced',
        });
        group = body['id'] as string;
        const [given, token] = await Promise.all([
          give('security-admin'),
          eve.ask('POST', `/api/v1/directories/${raced.id}/tokens`, { name: 'hers' }),
        ]);
        expect([given.status, token.status].filter((status) => status === 201)).toHaveLength(1);
      }
    });
  });
});
