import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';

interface Me {
  readonly org: { slug: string };
  readonly orgs: readonly { id: string; slug: string }[];
}

describe('what a person changes of her own session, where no signal comes', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    await ada.person.post('/api/v1/orgs', { name: 'Second', slug: 'second' });
    await database.signal.close();
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const me = () => ada.person.get<Me>('/api/v1/me');

  it('holds with the next request: the org that she acts in', async () => {
    for (const wanted of ['acme', 'second', 'acme']) {
      const orgId = (await me()).orgs.find(({ slug }) => slug === wanted)!.id;
      expect((await ada.person.ask('POST', '/api/v1/me/org', { orgId })).status).toBe(204);
      expect((await me()).org.slug).toBe(wanted);
    }
  });

  it('holds with the next request: that she has just proved who she is', async () => {
    product.clock.aheadMs = 11 * 60_000;
    const danger = async () => (await ada.person.ask('POST', '/api/v1/service-accounts', {})).status;
    expect(await danger()).toBe(401);
    const code = ada.totp.generate({ timestamp: product.clock.now().getTime() });
    expect((await ada.person.ask('POST', '/api/v1/me/proof', { kind: 'totp', code })).status).toBe(204);
    expect(await danger()).toBe(422);
  });
});
