import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';

interface Named {
  readonly id: string;
}
interface Refusal {
  readonly code?: string;
}
interface Access {
  readonly permissions: readonly {
    readonly name: string;
    readonly through: readonly { role: string; group: { name: string } | null; team: { name: string } | null }[];
  }[];
}
const GRANTS = '/api/v1/grants';
const NOBODY = '019ab3f2-0000-7000-8000-000000000000';

describe('a role that was given', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let other: IdentityApp;
  let ada: Owner;
  let grace: Person;
  let graceId: string;
  let adaId: string;
  let keyed: (method: string, path: string, body?: object) => Promise<{ status: number; body: Refusal }>;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    other = await startIdentityApp(database, await freePort(), product.url);
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    const invitation = { email: 'grace@example.com', role: 'developer' };
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', invitation);
    grace = (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, invitation.email)).person;
    [graceId, adaId] = [await idOf(grace), await idOf(ada.person)];
    keyed = await robot('group:manage', 'role:update', 'role:read', 'member:read');
  });
  afterAll(async () => {
    await product.close();
    await other.close();
    await database.close();
  });

  const idOf = async (who: Person) => (await who.get<{ person: Named }>('/api/v1/me')).person.id;
  const ask = (method: string, path: string, body?: object) => ada.person.ask<Refusal & Named>(method, path, body);
  const group = (name: string) => ada.person.post<Named>('/api/v1/groups', { name });
  const team = (name: string) => ada.person.post<Named>('/api/v1/teams', { name });
  const give = (kind: string, id: string, role: string, teamId?: string) =>
    ask('POST', GRANTS, { holder: { kind, id }, role, ...(teamId !== undefined && { teamId }) });
  const enter = (id: string, ...people: string[]) => ask('POST', `/api/v1/groups/${id}/members`, { people });
  /** A program with a role of exactly these permissions. */
  const robot = async (...permissions: string[]) => {
    const name = `r${Math.random().toString(36).slice(2, 10)}x`;
    await ada.person.ask('POST', '/api/v1/roles', { name, title: name, permissions });
    const { id } = await ada.person.post<Named>('/api/v1/service-accounts', { name, roles: [name] });
    const { token } = await ada.person.post<{ token: string }>(`/api/v1/service-accounts/${id}/keys`, { name: 'k' });
    return async (method: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
      const answer = await fetch(`${product.url}${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Refusal };
    };
  };
  /** As a browser would ask the second process. */
  const elsewhere = async (path: string) =>
    (
      await fetch(new URL(path, `http://127.0.0.1:${new URL(await other.app.getUrl()).port}`), {
        headers: { cookie: grace.cookie },
      })
    ).status;

  it('to a group is had by its people, in every process, and lost with the group', async () => {
    const { id } = await group('Auditors');
    await give('group', id, 'auditor');
    expect(await elsewhere('/api/v1/service-accounts')).toBe(403);
    expect((await enter(id, graceId)).status).toBe(204);
    await expect.poll(() => elsewhere('/api/v1/service-accounts')).toBe(200);
    await ask('DELETE', `/api/v1/groups/${id}/members/${graceId}`);
    await expect.poll(() => elsewhere('/api/v1/service-accounts')).toBe(403);
    await enter(id, graceId);
    await expect.poll(() => elsewhere('/api/v1/service-accounts')).toBe(200);
    expect((await ask('DELETE', `/api/v1/groups/${id}`)).status).toBe(204);
    await expect.poll(() => elsewhere('/api/v1/service-accounts')).toBe(403);
  });

  it('is explained with the group, and with the team', async () => {
    const [{ id }, red] = [await group('Explained'), await team('Explained')];
    await give('group', id, 'auditor', red.id);
    await enter(id, graceId);
    const { permissions } = await ada.person.get<Access>(`/api/v1/members/${graceId}/access`);
    const through = permissions.find(({ name }) => name === 'audit:read')!.through;
    expect(through).toMatchObject([{ role: 'auditor', group: { name: 'Explained' }, team: { name: 'Explained' } }]);
    expect(permissions.map(({ name }) => name)).not.toContain('key:read');
    await ask('DELETE', `/api/v1/groups/${id}`);
  });

  it('is not to be had by way of a group: who says who is in it must have what it gives', async () => {
    const { id } = await group('Strong');
    await give('group', id, 'admin');
    const body = { people: [graceId] };
    expect(await keyed('POST', `/api/v1/groups/${id}/members`, body)).toMatchObject({
      body: { code: 'role.not_yours' },
    });
    expect((await keyed('DELETE', `/api/v1/groups/${id}`)).body.code).toBe('role.not_yours');
    await enter(id, adaId);
    expect((await keyed('DELETE', `/api/v1/groups/${id}/members/${adaId}`)).body.code).toBe('role.not_yours');
    const grant = { holder: { kind: 'group', id }, role: 'auditor' };
    expect((await keyed('POST', GRANTS, grant)).body.code).toBe('role.not_yours');
    const weak = await group('Weak');
    expect((await keyed('POST', `/api/v1/groups/${weak.id}/members`, body)).status).toBe(204);
  });

  it('does not leave a directory’s group to be changed by hand', async () => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<Named>(
      `insert into groups (org_id, id, name, source, source_id, created_at)
       select id, gen_random_uuid(), 'From the directory', 'directory', gen_random_uuid(), now() from orgs returning id`,
    );
    await owner.end();
    const { id } = rows[0]!;
    const refused = { status: 409, body: { code: 'group.not_by_hand' } };
    expect(await enter(id, graceId)).toMatchObject(refused);
    expect(await ask('PUT', `/api/v1/groups/${id}`, { name: 'Mine now' })).toMatchObject(refused);
    expect(await ask('DELETE', `/api/v1/groups/${id}`)).toMatchObject(refused);
    expect((await give('group', id, 'developer')).status).toBe(201);
  });

  it('makes owners of people alone, and for the whole org', async () => {
    const [{ id }, red] = [await group('Owners'), await team('Owners')];
    expect((await give('group', id, 'owner')).body.code).toBe('role.owner_alone');
    expect((await give('person', graceId, 'owner', red.id)).body.code).toBe('role.owner_alone');
  });

  it.each([
    ['somebody who is not here', { id: NOBODY, role: 'developer', code: 'grant.holder_not_found' }],
    ['a role that there is not', { id: null, role: 'emperor', code: 'role.unknown' }],
  ])('is not given: %s', async (_what, { id, role, code }) => {
    expect((await give('person', id ?? graceId, role)).body.code).toBe(code);
  });

  it('can be given twice and taken once', async () => {
    const [first, second] = [await give('person', graceId, 'auditor'), await give('person', graceId, 'auditor')];
    expect(second.body.id).toBe(first.body.id);
    expect((await ask('DELETE', `${GRANTS}/${first.body.id}`)).status).toBe(204);
    expect(await ask('DELETE', `${GRANTS}/${first.body.id}`)).toMatchObject({ body: { code: 'grant.not_found' } });
  });

  describe('for one team', () => {
    let red: Named;
    let blue: Named;
    beforeAll(async () => {
      [red, blue] = [await team('Red'), await team('Blue')];
      await ask('POST', `/api/v1/teams/${red.id}/members`, { people: [graceId] });
      await give('person', graceId, 'admin', red.id);
      await vi.waitFor(async () => expect((await grace.ask('GET', '/api/v1/teams')).status).toBe(200), 2_000);
    });

    it('shows that team and its people, and nobody else', async () => {
      const teams = await grace.get<{ items: Named[] }>('/api/v1/teams');
      expect(teams.items.map(({ id }) => id)).toEqual([red.id]);
      const members = await grace.get<{ items: { person: Named }[] }>('/api/v1/members');
      expect(members.items.map(({ person }) => person.id)).toEqual([graceId]);
      expect((await grace.ask('GET', `/api/v1/teams/${blue.id}`)).status).toBe(404);
      expect((await grace.ask('GET', `/api/v1/teams/${blue.id}/members`)).status).toBe(404);
    });

    it('lets her keep the team’s words and not another’s', async () => {
      expect((await grace.ask('PUT', `/api/v1/teams/${red.id}`, { name: 'Crimson' })).status).toBe(200);
      expect((await grace.ask('PUT', `/api/v1/teams/${blue.id}`, { name: 'Mine' })).status).toBe(404);
    });

    it.each([
      ['POST', '/api/v1/invitations', { email: 'x@example.com', role: 'developer' }],
      ['POST', '/api/v1/teams', { name: 'Further' }],
      ['GET', '/api/v1/roles', undefined],
      ['GET', '/api/v1/grants', undefined],
      ['PATCH', '/api/v1/org', { name: 'Mine' }],
      ['GET', '/api/v1/projects', undefined],
    ])('opens no other door: %s %s', async (method, path, body) => {
      expect(await grace.ask(method, path, body)).toMatchObject({ status: 403, body: { code: 'request.forbidden' } });
    });

    it('does not grow by taking people in', async () => {
      const path = `/api/v1/teams/${red.id}/members`;
      expect((await grace.ask('POST', path, { people: [adaId] })).status).toBe(403);
      await ada.person.ask('POST', '/api/v1/roles', {
        name: 'teamer',
        title: 'T',
        permissions: ['team:manage', 'team:read'],
      });
      const teamer = await give('person', graceId, 'teamer');
      await expect
        .poll(async () => (await grace.ask<Refusal>('POST', path, { people: [adaId] })).body.code)
        .toBe('role.not_yours');
      await ask('DELETE', `${GRANTS}/${teamer.body.id}`);
    });

    it('ends with the team', async () => {
      await ask('DELETE', `/api/v1/teams/${red.id}`);
      await expect.poll(async () => (await grace.ask('GET', '/api/v1/teams')).status).toBe(403);
      const left = await ada.person.get<{ items: object[] }>(`${GRANTS}?principalId=${graceId}&role=admin`);
      expect(left.items).toEqual([]);
    });

    it('is refused where the role would allow nothing there', async () => {
      await ada.person.ask('POST', '/api/v1/roles', { name: 'keyer', title: 'K', permissions: ['key:rotate'] });
      expect((await give('person', graceId, 'keyer', blue.id)).body.code).toBe('role.not_for_teams');
    });
  });
});
