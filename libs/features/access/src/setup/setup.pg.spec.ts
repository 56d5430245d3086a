import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, nextCode, Person, PASSWORD, signIn } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from './first-run.js';
import { OrgProvisioning } from './org-provisioning.js';

describe('set-up by a one-time link', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const ask = (path: string, body: object) => new Person(product.url, '').ask<{ code?: string }>('POST', path, body);

  it('makes the first owner, who is signed in and owns the first org', async () => {
    const link = await product.app.get(FirstRun).link();
    const { person, totp, recoveryCodes } = await completeSetup(link!.href, { name: 'Acme', slug: 'acme' });
    expect(recoveryCodes).toHaveLength(10);
    expect(await person.get('/api/v1/me')).toMatchObject({ org: { slug: 'acme' }, permissions: expect.arrayContaining(['policy:publish']) });
    expect((await person.ask('POST', '/auth/logout')).status).toBe(204);
    expect((await person.ask('GET', '/api/v1/me')).status).toBe(401);
    const end = await signIn(person, { totp: nextCode(totp) }, { returnTo: '/policy' });
    expect(end.pathname).toBe('/policy');
  });
});
