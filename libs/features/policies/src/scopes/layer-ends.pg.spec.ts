import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { ProvisioningHttpModule } from '#features/provisioning';
import { GROUP_SCHEMA } from '#engines/scim';
import { rows } from '#platform/database/rows';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { ScimClient } from '../../../../../test/harness/scim-client.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { PoliciesHttpModule } from '../policies.module.js';

let database: TestDatabase;
let product: IdentityApp;
let ada: Owner;
beforeAll(async () => {
  database = await openTestDatabase();
  product = await startIdentityApp(database, await freePort(), undefined, [ProvisioningHttpModule, PoliciesHttpModule]);
  ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
});
afterAll(async () => {
  await product.close();
  await database.close();
});

const publish = (path: string) =>
  ada.person.post(path, { text: 'version: 1\n', format: 'yaml', reason: 'so', basedOn: null });

it('the layers of a directory’s groups go with the directory, each with an entry of its own in the transaction of its end', async () => {
  const made = await ada.person.post<{ id: string; baseUrl: string; token: string }>('/api/v1/directories', {
    name: 'Entra',
  });
  const scim = new ScimClient(made.baseUrl, made.token);
  const groups = await Promise.all(
    ['One', 'Two', 'Silent'].map(async (displayName) => {
      const { body } = await scim.post('/Groups', { schemas: [GROUP_SCHEMA], displayName });
      return String(body['id']);
    }),
  );
  await publish('/api/v1/policy/versions');
  for (const id of groups.slice(0, 2)) await publish(`/api/v1/policy/scopes/group/${id}/versions`);
  expect((await ada.person.ask('DELETE', `/api/v1/directories/${made.id}`)).status).toBe(204);
  expect(await ada.person.get('/api/v1/policy/scopes')).toEqual({ items: [] });
  const { org } = await ada.person.get<{ org: { id: string } }>('/api/v1/me');
  const entries = await database.db.within({ orgId: org.id as never }, (tx) =>
    rows(tx).$queryRawUnsafe<{ leaf: string }[]>('select leaf from ledger_entries order by index'),
  );
  const kinds = entries.map(({ leaf }) => /"kind":"(admin[^"]+)"/.exec(leaf)?.[1]);
  expect(kinds.slice(-3)).toEqual(['admin.policy.withdrawn', 'admin.policy.withdrawn', 'admin.directory.removed']);
});
