import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FederationHttpModule } from '#features/federation';
import { type FederationStand, identityOf, openFederationStand } from '../../../../../test/harness/federation-stand.js';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { nextCode, type Owner, PASSWORD, Person, signIn } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';

describe('an org that requires single sign-on', () => {
  let database: TestDatabase;
  let stand: FederationStand;
  let second: IdentityApp;
  let ada: Person;
  let bob: Owner;
  let okta: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openFederationStand(database);
    second = await startIdentityApp(database, await freePort(), stand.product.url, [FederationHttpModule]);
    ada = stand.owner.person;
    bob = await stand.invite(ada, 'bob@own.example', 'owner');
  });
  afterAll(async () => {
    await second.close();
    await stand.close();
    await database.close();
  });

  const idOf = async (person: Person) => (await person.get<{ person: { id: string } }>('/api/v1/me')).person.id;
  const put = (ssoRequired: boolean) =>
    ada.ask<{ code?: string; detail?: string }>('PUT', '/api/v1/sign-in-policy', {
      ssoRequired,
      defaultRole: 'developer',
    });
  const glass = async (method: string, of: Person, by = ada) =>
    (await by.ask<{ code?: string }>(method, `/api/v1/sign-in-policy/break-glass/${await idOf(of)}`)).body.code;

  it('is none before it has a live connection, a verified domain and an owner who can break the glass', async () => {
    expect((await put(true)).body.detail).toContain('a live connection and a verified domain and a break-glass owner');
    okta = await stand.connect();
    await stand.verifyDomain(ada, 'own.example');
    expect((await put(true)).body.code).toBe('sign_in_policy.not_ready');
    const developer = await stand.invite(ada, 'dev@own.example');
    expect(await glass('PUT', developer.person)).toBe('sign_in_policy.break_glass_refused');
    expect(await glass('PUT', ada)).toBeUndefined();
    expect((await put(true)).status).toBe(200);
  });

  it('shows out at once, in every process, who came in by a password, and lets her in no more', async () => {
    const elsewhere = new Person(second.url, bob.person.email);
    const ask = async () =>
      (await fetch(new URL('/api/v1/connections', elsewhere.url), { headers: { cookie: bob.person.cookie } })).status;
    await expect.poll(ask).toBe(403);
    await expect.poll(async () => (await bob.person.ask('GET', '/api/v1/connections')).status).toBe(403);
    const again = new Person(stand.product.url, bob.person.email);
    await again.follow('/auth/login');
    await again.post('/api/v1/sign-in/password', { email: again.email, password: PASSWORD });
    const { redirectTo } = await again.post<{ redirectTo: string }>('/api/v1/sign-in/totp', {
      code: nextCode(bob.totp),
    });
    expect((await again.follow(redirectTo)).search).toBe('?refused=sso_required');
  });

  it('lets its break-glass owner in, loudly', async () => {
    const person = new Person(stand.product.url, ada.email);
    await signIn(person, { totp: nextCode(stand.owner.totp) });
    expect((await person.ask('GET', '/api/v1/connections')).status).toBe(200);
    const used = (await stand.ledger()).filter(({ kind }) => kind === 'admin.break-glass.used');
    expect(used.map(({ facts }) => facts['severity'])).toEqual(['high']);
  });

  it('lets people in through its connection, and sends them there by their address', async () => {
    const person = stand.person();
    expect(await stand.signIn(person, okta, identityOf('carol', { email: 'carol@own.example' }))).toBe('/');
    const found = await stand.person().post('/api/v1/sign-in/discover', { email: 'Anybody@Own.Example' });
    expect(found).toMatchObject({ connections: [{ id: okta, url: `/sso/oidc/${okta}/login` }], ssoRequired: true });
    expect(await stand.person().post('/api/v1/sign-in/discover', { email: 'nobody@own.example' })).toEqual(found);
    expect(await stand.person().post('/api/v1/sign-in/discover', { email: ada.email })).toEqual({
      connections: [],
      ssoRequired: false,
    });
  });

  it('cannot be locked out: not by its last connection, domain, or owner who can break the glass', async () => {
    for (const [method, path] of [
      ['POST', `/api/v1/connections/${okta}/disable`],
      ['DELETE', `/api/v1/connections/${okta}`],
    ] as const)
      expect((await ada.ask<{ code: string }>(method, path)).body.code).toBe('connection.needed');
    const { items } = await ada.get<{ items: { id: string }[] }>('/api/v1/domains');
    expect((await ada.ask<{ code: string }>('DELETE', `/api/v1/domains/${items[0]!.id}`)).body.code).toBe(
      'domain.needed',
    );
    expect(await glass('DELETE', ada)).toBe('sign_in_policy.last_break_glass');
    const role = await ada.ask<{ code: string }>('PUT', `/api/v1/members/${await idOf(ada)}/roles`, {
      roles: ['admin'],
    });
    expect(role.body.code).toBe('role.last_owner');
  });

  it('lets everybody in again when it says so', async () => {
    expect((await put(false)).status).toBe(200);
    await expect.poll(async () => (await bob.person.ask('GET', '/api/v1/connections')).status).toBe(200);
    expect(await glass('DELETE', ada)).toBeUndefined();
  });
});
