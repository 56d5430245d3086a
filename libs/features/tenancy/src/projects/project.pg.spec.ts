import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../../../access/src/setup/first-run.js';

interface Project {
  readonly id: string;
  readonly team: { name: string } | null;
  readonly remotes: readonly string[];
}
interface Refusal {
  readonly code?: string;
}
const HOME = '/api/v1/projects';

describe('a project', () => {
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

  const make = (name: string, over: object = {}) => ada.person.post<Project>(HOME, { name, ...over });
  const attempt = (body: object) => ada.person.ask<Refusal>('POST', HOME, body);

  it('keeps its git remotes in one spelling, each once', async () => {
    const { id, remotes } = await make('Payments', {
      remotes: ['git@github.com:Acme/Payments.git', 'https://github.com/acme/payments', 'ssh://git@git.acme.test/pay'],
    });
    expect(remotes).toEqual(['git.acme.test/pay', 'github.com/acme/payments']);
    expect(await ada.person.get<Project>(`${HOME}/${id}`)).toMatchObject({ remotes });
  });

  it('does not share a remote with another, however it is written; the first keeps it', async () => {
    const first = await make('First', { remotes: ['https://github.com/acme/shared'] });
    expect(await attempt({ name: 'Second', remotes: ['git@github.com:ACME/shared.git'] })).toMatchObject({
      status: 409,
      body: { code: 'project.remote_taken' },
    });
    const { items } = await ada.person.get<{ items: { name: string }[] }>(`${HOME}?search=acme/shared`);
    expect(items.map(({ name }) => name)).toEqual(['First']);
    await ada.person.ask('PUT', `${HOME}/${first.id}`, { name: 'First', remotes: [] });
    expect((await attempt({ name: 'Second', remotes: ['git@github.com:ACME/shared.git'] })).status).toBe(201);
  });

  it('belongs to a team, and outlives it', async () => {
    const team = await ada.person.post<{ id: string }>('/api/v1/teams', { name: 'Treasury' });
    const { id, team: owner } = await make('Ledger', { teamId: team.id });
    expect(owner?.name).toBe('Treasury');
    await ada.person.ask('DELETE', `/api/v1/teams/${team.id}`);
    expect((await ada.person.get<Project>(`${HOME}/${id}`)).team).toBeNull();
  });

  it.each([
    ['a name that is taken', { name: 'PAYMENTS two' }, 409, 'project.name_taken'],
    ['a remote that is none', { name: 'x', remotes: ['/srv/git/x'] }, 422, 'request.invalid'],
    ['a team that there is not', { name: 'y', teamId: '019ab3f2-0000-7000-8000-000000000000' }, 404, 'team.not_found'],
    ['no name', { name: ' ' }, 422, 'request.invalid'],
  ])('is refused with %s, and nothing of it stays', async (_what, body, status, code) => {
    await attempt({ name: 'Payments two' });
    const before = await ada.person.get<{ items: object[] }>(`${HOME}?limit=100`);
    expect(await attempt(body)).toMatchObject({ status, body: { code } });
    expect(await ada.person.get(`${HOME}?limit=100`)).toEqual(before);
  });

  it('is removed with its remotes, which are free then', async () => {
    const { id } = await make('Passing', { remotes: ['git@host.test:a/b'] });
    expect((await ada.person.ask('DELETE', `${HOME}/${id}`)).status).toBe(204);
    expect(await ada.person.ask('GET', `${HOME}/${id}`)).toMatchObject({ status: 404 });
    expect((await attempt({ name: 'Next', remotes: ['git@host.test:a/b'] })).status).toBe(201);
  });
});
