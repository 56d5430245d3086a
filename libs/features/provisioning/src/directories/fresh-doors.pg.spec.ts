import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { FederationHttpModule } from '#features/federation';
import { ProvisioningHttpModule } from '#features/provisioning';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';

const id = '01900000-0000-7000-8000-000000000001';

describe('a door that decides who comes in', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Person;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort(), undefined, [
      FederationHttpModule,
      ProvisioningHttpModule,
    ]);
    const link = (await product.app.get(FirstRun).link())!.href;
    ada = (await completeSetup(link, { name: 'Acme', slug: 'acme' })).person;
    product.clock.aheadMs = 11 * 60_000;
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  it.each([
    ['POST', '/api/v1/connections'],
    ['PATCH', `/api/v1/connections/${id}`],
    ['POST', `/api/v1/connections/${id}/live`],
    ['POST', `/api/v1/connections/${id}/disable`],
    ['DELETE', `/api/v1/connections/${id}`],
    ['POST', '/api/v1/connection-setup-links'],
    ['DELETE', `/api/v1/connection-setup-links/${id}`],
    ['POST', '/api/v1/domains'],
    ['POST', `/api/v1/domains/${id}/verify`],
    ['PATCH', `/api/v1/domains/${id}`],
    ['DELETE', `/api/v1/domains/${id}`],
    ['PUT', '/api/v1/sign-in-policy'],
    ['PUT', `/api/v1/sign-in-policy/break-glass/${id}`],
    ['DELETE', `/api/v1/sign-in-policy/break-glass/${id}`],
    ['POST', '/api/v1/directories'],
    ['DELETE', `/api/v1/directories/${id}`],
    ['POST', `/api/v1/directories/${id}/tokens`],
    ['POST', `/api/v1/directories/${id}/tokens/${id}/vouch`],
    ['DELETE', `/api/v1/directories/${id}/tokens/${id}`],
    ['POST', '/api/v1/trust-rules'],
    ['PUT', `/api/v1/trust-rules/${id}`],
    ['PATCH', `/api/v1/trust-rules/${id}`],
    ['DELETE', `/api/v1/trust-rules/${id}`],
  ])('opens by %s %s only to a fresh proof', async (method, path) => {
    expect(await ada.ask(method, path)).toMatchObject({
      status: 401,
      body: { code: 'request.insufficient_user_authentication' },
    });
  });
});
