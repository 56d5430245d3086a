import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { Person } from '../../../../../test/harness/person.js';
import { SoftAuthenticator } from '../../../../../test/harness/soft-authenticator.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';

interface Options {
  readonly options: { readonly challenge: string };
}

describe('a passkey', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Person;
  let device: SoftAuthenticator;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    device = new SoftAuthenticator(product.url);
    ada = new Person(product.url, 'ada@example.com');
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const options = async (person: Person, path: string, body: object = {}) =>
    (await person.post<Options>(path, body)).options;
  const begun = async (): Promise<Person> => {
    const person = new Person(product.url, 'ada@example.com');
    await person.follow('/auth/login?returnTo=%2F');
    return person;
  };
  const signedIn = async (by: SoftAuthenticator): Promise<Person> => {
    const person = await begun();
    const asked = await options(person, '/api/v1/sign-in/passkey/options');
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/sign-in/passkey', {
      response: by.get(asked),
    });
    await person.follow(redirectTo);
    await person.arrive();
    return person;
  };

  it('sets the first owner up without any password', async () => {
    const token = (await product.app.get(FirstRun).link())!.hash.slice(1);
    const owner = { name: 'Ada', email: 'ada@example.com' };
    const asked = await options(ada, '/api/v1/setup/passkey-options', { token, ...owner });
    await ada.post('/api/v1/setup/complete', {
      token,
      org: { name: 'Acme', slug: 'acme' },
      owner,
      credential: { kind: 'passkey', response: device.create(asked) },
    });
    await ada.arrive();
    expect(await ada.get('/api/v1/me/passkeys')).toMatchObject({
      items: [{ name: 'First passkey', lastUsedAt: null }],
    });
  });

  it('signs in by itself, without an address', async () => {
    const person = await signedIn(device);
    expect(await person.get('/api/v1/me')).toMatchObject({
      person: { email: 'ada@example.com' },
      org: { slug: 'acme' },
    });
  });

  it('is refused when its answer is replayed, is for another origin, or lacks the person’s unlocking', async () => {
    const person = await begun();
    const asked = await options(person, '/api/v1/sign-in/passkey/options');
    const answer = device.get(asked);
    const elsewhere = new SoftAuthenticator('https://evil.example');
    for (const response of [device.get(asked, { isVerified: false })]) {
      expect(await person.ask('POST', '/api/v1/sign-in/passkey', { response })).toMatchObject({
        status: 422,
        body: { code: 'passkey.refused' },
      });
    }
    // The challenge was good once, and is spent by the refusal.
    expect(await person.ask('POST', '/api/v1/sign-in/passkey', { response: answer })).toMatchObject({ status: 422 });
    const again = await options(person, '/api/v1/sign-in/passkey/options');
    expect(await person.ask('POST', '/api/v1/sign-in/passkey', { response: elsewhere.get(again) })).toMatchObject({
      status: 422,
    });
    const good = await options(person, '/api/v1/sign-in/passkey/options');
    const right = device.get(good);
    expect((await person.ask('POST', '/api/v1/sign-in/passkey', { response: right })).status).toBe(200);
    expect(await person.ask('POST', '/api/v1/sign-in/passkey', { response: right })).toMatchObject({ status: 422 });
  });

  it('is refused when its counter goes back, as a copy’s would', async () => {
    const older = Object.assign(Object.create(SoftAuthenticator.prototype) as object, device, {
      counter: 0,
    }) as SoftAuthenticator;
    const person = await begun();
    const asked = await options(person, '/api/v1/sign-in/passkey/options');
    expect(await person.ask('POST', '/api/v1/sign-in/passkey', { response: older.get(asked) })).toMatchObject({
      status: 422,
      body: { code: 'passkey.refused' },
    });
  });

  it('cannot be removed while it is the only way in; another one can be added and then it can', async () => {
    const person = await signedIn(device);
    const [first] = (await person.get<{ items: { id: string }[] }>('/api/v1/me/passkeys')).items;
    expect(await person.ask('DELETE', `/api/v1/me/passkeys/${first!.id}`)).toMatchObject({
      status: 409,
      body: { code: 'passkey.last' },
    });
    const spare = new SoftAuthenticator(product.url);
    const asked = await options(person, '/api/v1/me/passkeys/options');
    await person.post('/api/v1/me/passkeys', { name: 'Spare key', response: spare.create(asked) });
    expect((await person.ask('DELETE', `/api/v1/me/passkeys/${first!.id}`)).status).toBe(204);
    await expect(signedIn(device)).rejects.toThrow(/passkey\.refused/);
    expect(await (await signedIn(spare)).get('/api/v1/me')).toMatchObject({ person: { email: 'ada@example.com' } });
  });
});
