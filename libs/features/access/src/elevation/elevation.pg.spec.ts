import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';
import { ElevationService } from './elevation.service.js';

const HOME = '/api/v1/elevations';
const MINUTE_MS = 60_000;
interface Mine {
  readonly person: { readonly id: string };
  readonly permissions: readonly string[];
  readonly elevations: readonly { readonly role: string; readonly endsAt: string }[];
}

describe('a role for a while', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let other: IdentityApp;
  let ada: Owner;
  let grace: Person;
  let linus: Person;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    other = await startIdentityApp(database, await freePort(), product.url);
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    grace = await join('grace@example.com', 'developer');
    linus = await join('linus@example.com', 'admin');
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.close();
  });
  beforeEach(() => {
    product.clock.aheadMs = 0;
  });

  const join = async (email: string, role: string): Promise<Person> => {
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', { email, role });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const ask = async (who: Person, role: string, minutes = 60): Promise<string> =>
    (await who.post<{ id: string }>(HOME, { role, reason: 'incident 7', minutes })).id;
  const decide = (who: Person, id: string, decision = 'approved') =>
    who.ask<{ code?: string }>('POST', `${HOME}/${id}/decision`, { decision, reason: 'seen the page' });
  const end = (who: Person, id: string) => who.ask<{ code?: string }>('POST', `${HOME}/${id}/end`, {});
  const mine = (who: Person) => who.get<Mine>('/api/v1/me');
  const mayReadMembers = async (who: Person): Promise<boolean> =>
    (await who.ask('GET', '/api/v1/members')).status === 200;
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await ada.person.get<{ items: { id: string; state: string }[] }>(HOME)).items.find((item) => item.id === id)
      ?.state;
  const asOwner = async <R extends object>(query: string): Promise<readonly R[]> => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<R>(query);
    await owner.end();
    return rows;
  };
  const ledgerOf = async (id: string): Promise<string> =>
    (await asOwner<{ leaf: string }>(`select leaf from ledger_entries where leaf like '%${id}%' order by index`))
      .map(({ leaf }) => leaf)
      .join('\n');

  const storyOf = async (id: string): Promise<readonly string[]> =>
    [...(await ledgerOf(id)).matchAll(/admin\.elevation\.(\w+)/g)].flatMap(([, action]) => action ?? []);

  it('counts from the approval of another until its end, in every process, and is shown meanwhile', async () => {
    expect(await mayReadMembers(grace)).toBe(false);
    const id = await ask(grace, 'auditor');
    expect([await stateOf(id), await mayReadMembers(grace)]).toEqual(['pending', false]);
    expect((await decide(ada.person, id)).status).toBe(204);
    await expect.poll(() => mayReadMembers(grace)).toBe(true);
    expect((await mine(grace)).elevations).toMatchObject([{ role: 'auditor' }]);
    const { items } = await ada.person.get<{ items: { person: { email: string }; elevations: { role: string }[] }[] }>(
      '/api/v1/members',
    );
    expect(items.find(({ person }) => person.email === grace.email)!.elevations).toMatchObject([{ role: 'auditor' }]);
    product.clock.aheadMs = 60 * MINUTE_MS + 1_000;
    expect([await mayReadMembers(grace), (await mine(grace)).elevations, await stateOf(id)]).toEqual([
      false,
      [],
      'over',
    ]);
    product.clock.aheadMs = 0;
    await end(grace, id);
  });

  it('is ended before its time by the person, or by who could give it', async () => {
    for (const ender of [grace, ada.person]) {
      const id = await ask(grace, 'auditor');
      await decide(ada.person, id);
      await expect.poll(() => mayReadMembers(grace)).toBe(true);
      expect((await end(ender, id)).status).toBe(204);
      await expect.poll(() => mayReadMembers(grace)).toBe(false);
      expect(await end(ender, id)).toMatchObject({ status: 409, body: { code: 'elevation.decided' } });
    }
  });

  it('is decided by somebody else, who could give the role, once', async () => {
    const owns = await ask(linus, 'owner');
    expect(await decide(linus, owns)).toMatchObject({ status: 403, body: { code: 'elevation.own' } });
    const id = await ask(grace, 'owner');
    expect(await decide(linus, id)).toMatchObject({ status: 403, body: { code: 'elevation.not_yours' } });
    const answers = await Promise.all([
      decide(ada.person, id),
      decide(ada.person, id, 'rejected'),
      decide(ada.person, id),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    if ((await stateOf(id)) === 'running') await end(ada.person, id);
    await end(linus, owns);
  });

  it('cannot be handed on', async () => {
    const id = await ask(grace, 'admin');
    await decide(ada.person, id);
    await expect.poll(() => mayReadMembers(grace)).toBe(true);
    const { person } = await mine(grace);
    const keep = await grace.ask('PUT', `/api/v1/members/${person.id}/roles`, { roles: ['developer', 'admin'] });
    expect(keep).toMatchObject({ status: 403, body: { code: 'role.not_yours' } });
    const robot = await grace.ask('POST', '/api/v1/service-accounts', { name: 'mine', roles: ['admin'] });
    expect(robot).toMatchObject({ status: 403, body: { code: 'role.not_yours' } });
    const role = { name: 'mine-too', title: 'Mine', permissions: ['member:read'] };
    expect(await grace.ask('POST', '/api/v1/roles', role)).toMatchObject({ body: { code: 'role.not_yours' } });
    await end(grace, id);
  });

  it('is not asked for twice, nor when it is there already; a request that lapsed makes way', async () => {
    const again = (role: string) => grace.ask('POST', HOME, { role, reason: 'again', minutes: 30 });
    expect(await again('developer')).toMatchObject({ status: 409, body: { code: 'elevation.pointless' } });
    expect(await again('king')).toMatchObject({ status: 422, body: { code: 'role.unknown' } });
    const id = await ask(grace, 'auditor');
    expect(await again('auditor')).toMatchObject({ status: 409, body: { code: 'elevation.pointless' } });
    await asOwner(`update elevations set requested_at = requested_at - interval '25 hours' where id = '${id}'`);
    expect(await decide(ada.person, id)).toMatchObject({ status: 409, body: { code: 'elevation.decided' } });
    const anew = await ask(grace, 'auditor');
    expect([await stateOf(id), await stateOf(anew)]).toEqual(['lapsed', 'pending']);
    expect(await storyOf(id)).toEqual(['requested', 'lapsed']);
    expect((await end(grace, anew)).status).toBe(204);
    expect(await decide(ada.person, anew)).toMatchObject({ status: 409, body: { code: 'elevation.decided' } });
  });

  describe('by the rule of the org', () => {
    const rule = (who: Person, role: string, approver: object, over: object = {}) =>
      who.ask<{ code?: string }>('PUT', `/api/v1/elevation-rules/${role}`, {
        isAskable: true,
        maxMinutes: 60,
        approver,
        ...over,
      });
    const usual = (role: string) => ada.person.ask('DELETE', `/api/v1/elevation-rules/${role}`);

    it('is asked for no longer than it says, or not at all', async () => {
      await rule(ada.person, 'auditor', { kind: 'givers' });
      const tooLong = await grace.ask('POST', HOME, { role: 'auditor', reason: 'long', minutes: 90 });
      expect(tooLong).toMatchObject({ status: 403, body: { code: 'elevation.refused_by_rule', maxMinutes: 60 } });
      await rule(ada.person, 'auditor', { kind: 'givers' }, { isAskable: false });
      expect(await grace.ask('POST', HOME, { role: 'auditor', reason: 'x', minutes: 30 })).toMatchObject({
        body: { code: 'elevation.refused_by_rule' },
      });
      await usual('auditor');
    });

    it('is decided by those who have a role, or are in a group, and by nobody else; never by who asked', async () => {
      const approvers = await ada.person.post<{ id: string }>('/api/v1/groups', { name: 'Approvers' });
      await rule(ada.person, 'security-admin', { kind: 'group', groupId: approvers.id });
      const id = await ask(grace, 'security-admin', 30);
      expect(await decide(ada.person, id)).toMatchObject({ status: 403, body: { code: 'elevation.not_yours' } });
      const people = [(await mine(linus)).person.id, (await mine(grace)).person.id];
      await ada.person.ask('POST', `/api/v1/groups/${approvers.id}/members`, { people });
      expect(await decide(grace, id)).toMatchObject({ body: { code: 'elevation.own' } });
      const listed = await linus.get<{ items: { id: string; mayDecide: boolean }[] }>(HOME);
      expect(listed.items.find((item) => item.id === id)?.mayDecide).toBe(true);
      expect((await decide(linus, id)).status).toBe(204);
      await end(grace, id);
      await rule(ada.person, 'security-admin', { kind: 'role', role: 'admin' });
      const next = await ask(grace, 'security-admin', 30);
      expect(await decide(ada.person, next)).toMatchObject({ body: { code: 'elevation.not_yours' } });
      expect((await decide(linus, next, 'rejected')).status).toBe(204);
      await usual('security-admin');
      await ada.person.ask('DELETE', `/api/v1/groups/${approvers.id}`);
    });

    it('is no way to climb: who decides is said by who has the role, and made by who has it', async () => {
      const approver = { kind: 'role', role: 'developer' };
      expect(await rule(linus, 'owner', approver)).toMatchObject({ status: 403, body: { code: 'role.not_yours' } });
      const deciders = await ada.person.post<{ id: string }>('/api/v1/groups', { name: 'Deciders' });
      await rule(ada.person, 'owner', { kind: 'group', groupId: deciders.id });
      const people = [(await mine(linus)).person.id];
      expect(await linus.ask('POST', `/api/v1/groups/${deciders.id}/members`, { people })).toMatchObject({
        body: { code: 'role.not_yours' },
      });
      await rule(ada.person, 'owner', { kind: 'role', role: 'auditor' });
      const give = { holder: { kind: 'person', id: people[0] }, role: 'auditor' };
      expect(await linus.ask('POST', '/api/v1/grants', give)).toMatchObject({ body: { code: 'role.not_yours' } });
      await usual('owner');
      await ada.person.ask('DELETE', `/api/v1/groups/${deciders.id}`);
    });
  });

  it('leaves its story in the ledger, its own end too', async () => {
    const id = await ask(grace, 'auditor', 15);
    await decide(ada.person, id);
    const now = new Date(Date.now() + 16 * MINUTE_MS);
    const job = { kind: 'job', id: newId<'Job'>(now), label: 'elevation.close' } as const;
    const close = () => product.app.get(ElevationService).closeOver({ now, requestId: 'test', principal: job });
    await Promise.all([close(), close()]);
    expect(await storyOf(id)).toEqual(['requested', 'approved', 'expired']);
    const left = await ask(grace, 'auditor', 15);
    await asOwner(`update elevations set requested_at = requested_at - interval '25 hours' where id = '${left}'`);
    await Promise.all([close(), close()]);
    expect(await storyOf(left)).toEqual(['requested', 'lapsed']);
  });

  it.each([
    [{ role: 'auditor', reason: ' ', minutes: 60 }, 'reason'],
    [{ role: 'auditor', reason: 'x', minutes: 14 }, 'minutes'],
    [{ role: 'auditor', reason: 'x', minutes: 1441 }, 'minutes'],
  ])('is refused for %j', async (body, named) => {
    const answer = await grace.ask('POST', HOME, body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([422, expect.stringContaining(named)]);
  });
});
