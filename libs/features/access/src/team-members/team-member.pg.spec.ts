import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';

interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: number;
}
interface Members {
  readonly items: readonly { readonly person: { readonly email: string } }[];
  readonly nextCursor: string | null;
}
const HOME = '/api/v1/teams';
const NOBODY = '019ab3f2-0000-7000-8000-000000000000';

describe('a team', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  let grace: Person;
  let graceId: string;
  let adaId: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    const invitation = { email: 'grace@example.com', role: 'developer' };
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', invitation);
    grace = (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, invitation.email)).person;
    graceId = await idOf(grace);
    adaId = await idOf(ada.person);
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const idOf = async (who: Person) => (await who.get<{ person: { id: string } }>('/api/v1/me')).person.id;
  const make = (name: string) => ada.person.post<Team>(HOME, { name, description: 'Those who may touch money' });
  const take = (id: string, people: readonly string[]) =>
    ada.person.ask<{ code?: string }>('POST', `${HOME}/${id}/members`, { people });
  const emailsIn = async (id: string) =>
    (await ada.person.get<Members>(`${HOME}/${id}/members`)).items.map(({ person }) => person.email).sort();
  const storyOf = async (id: string): Promise<readonly string[]> => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<{ leaf: string }>(
      `select leaf from ledger_entries where leaf like '%${id}%' order by index`,
    );
    await owner.end();
    return rows.map(({ leaf }) => /admin\.team\.\w+/.exec(leaf)?.[0] ?? '');
  };

  it('is made, renamed, filled, emptied and removed, and the ledger tells its story', async () => {
    const { id } = await make('Payments');
    expect((await take(id, [graceId, adaId])).status).toBe(204);
    expect((await take(id, [graceId])).status).toBe(204);
    expect(await emailsIn(id)).toEqual([ada.person.email, grace.email].sort());
    const renamed = await ada.person.ask<Team>('PUT', `${HOME}/${id}`, { name: 'Payments EU', description: '' });
    expect(renamed.body).toMatchObject({ name: 'Payments EU', members: 2 });
    expect((await ada.person.ask('DELETE', `${HOME}/${id}/members/${adaId}`)).status).toBe(204);
    expect((await ada.person.ask('DELETE', `${HOME}/${id}/members/${adaId}`)).status).toBe(204);
    expect(await emailsIn(id)).toEqual([grace.email]);
    expect((await ada.person.ask('DELETE', `${HOME}/${id}`)).status).toBe(204);
    expect((await ada.person.ask<{ code: string }>('GET', `${HOME}/${id}/members`)).body.code).toBe('team.not_found');
    expect(await storyOf(id)).toEqual(
      ['created', 'members_added', 'changed', 'member_removed', 'removed'].map((act) => `admin.team.${act}`),
    );
  });

  it('has a name that no other has, in whatever case', async () => {
    const { id } = await make('Research');
    const { id: other } = await make('Web');
    for (const again of [
      ada.person.ask('POST', HOME, { name: 'RESEARCH' }),
      ada.person.ask('PUT', `${HOME}/${other}`, { name: 'research', description: '' }),
    ])
      expect(await again).toMatchObject({ status: 409, body: { code: 'team.name_taken' } });
    expect((await ada.person.ask('PUT', `${HOME}/${id}`, { name: 'ReSearch', description: '' })).status).toBe(200);
  });

  it('takes members of the organisation alone, all or none', async () => {
    const { id } = await make('Closed');
    expect(await take(id, [graceId, NOBODY])).toMatchObject({ status: 422, body: { code: 'team.members_unknown' } });
    expect(await emailsIn(id)).toEqual([]);
    expect(await take(NOBODY, [graceId])).toMatchObject({ status: 404, body: { code: 'team.not_found' } });
  });

  it('is shown in pages, and to nobody who may not see it', async () => {
    const { id } = await make('Two');
    await take(id, [graceId, adaId]);
    const first = await ada.person.get<Members>(`${HOME}/${id}/members?limit=1`);
    const second = await ada.person.get<Members>(`${HOME}/${id}/members?limit=1&cursor=${first.nextCursor!}`);
    expect([...first.items, ...second.items].map(({ person }) => person.email).sort()).toEqual(
      [ada.person.email, grace.email].sort(),
    );
    expect(second.nextCursor).toBeNull();
    for (const [method, path, body] of [
      ['GET', HOME],
      ['GET', `${HOME}/${id}/members`],
      ['POST', HOME, { name: 'Mine' }],
      ['POST', `${HOME}/${id}/members`, { people: [graceId] }],
      ['DELETE', `${HOME}/${id}`],
    ] as const)
      expect((await grace.ask(method, path, body)).status, `${method} ${path}`).toBe(403);
  });

  it('is one of at most fifty of a person', async () => {
    const { items } = await ada.person.get<{ items: readonly Team[] }>(HOME);
    const ids = items.map(({ id }) => id);
    while (ids.length < 51) ids.push((await make(`Team ${ids.length}`)).id);
    for (const id of ids.slice(0, 50)) expect((await take(id, [graceId])).status).toBe(204);
    expect(await take(ids[50]!, [graceId, adaId])).toMatchObject({
      status: 409,
      body: { code: 'team.person_in_too_many' },
    });
    expect(await emailsIn(ids[50]!)).toEqual([]);
  });
});
