import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '#platform/database';
import { decisionEvent, Machine } from '../harness/machine.js';
import { completeSetup, type Owner, setupLinkOf } from '../harness/person.js';
import { type Product, startProduct } from '../harness/product.js';
import { until } from '../peers/peer.js';

type Postgres = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

/** Three processes on one database, as behind a load balancer that sends `/otlp/` to the second. */
describe('api, ingest and worker as processes of their own', () => {
  let folder: string;
  let postgres: Postgres;
  let env: Record<string, string>;
  let api: Product;
  let ingest: Product;
  let worker: Product;
  let owner: Owner;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'castellan-roles-'));
    postgres = await startEmbeddedPostgres({ folder, password: 'test', forgetful: true });
    env = { DATABASE_URL: postgres.ownerUrl, CASTELLAN_MASTER_KEY: randomBytes(32).toString('base64') };
    api = await startProduct({ env: { ...env, CASTELLAN_ROLES: 'api' } });
    env['CASTELLAN_PUBLIC_URL'] = api.url;
    [ingest, worker] = await Promise.all([
      startProduct({ env: { ...env, CASTELLAN_ROLES: 'ingest' } }),
      startProduct({ env: { ...env, CASTELLAN_ROLES: 'worker' } }),
    ]);
    owner = await completeSetup(setupLinkOf(api), { name: 'Acme', slug: 'acme' });
  });
  afterAll(async () => {
    await Promise.all([worker.remove(), ingest.remove()]);
    await api.remove();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const statusOf = async (product: Product, path: string, method = 'GET'): Promise<number> =>
    (await fetch(`${product.url}${path}`, { method })).status;

  it('open the doors of their role and no others; every one tells whether it is well', async () => {
    for (const product of [api, ingest, worker]) expect(await statusOf(product, '/readyz')).toBe(200);
    expect(await statusOf(api, '/api/v1/me')).toBe(401);
    expect(await statusOf(ingest, '/otlp/v1/logs', 'POST')).toBe(401);
    for (const product of [ingest, worker]) expect(await statusOf(product, '/api/v1/me')).toBe(404);
    expect(await statusOf(worker, '/otlp/v1/logs', 'POST')).toBe(404);
  });

  it('let the evidence that one took be read at the other', async () => {
    const { token } = await owner.person.post<{ token: string }>('/api/v1/enrolment-tokens', { label: 'split' });
    const machine = await Machine.enrol(api.url, token);
    const event = decisionEvent({ session: 'split' });
    expect(await machine.send([event], ingest.url)).toBe(200);
    const { items } = await owner.person.get<{ items: { id: string }[] }>('/api/v1/audit/events?kind=tool.decision');
    expect(items.map(({ id }) => id)).toEqual([event.id]);
  });

  it('hear of a revoked machine in the process that did not revoke it', async () => {
    const { token } = await owner.person.post<{ token: string }>('/api/v1/enrolment-tokens', { label: 'leaving' });
    const machine = await Machine.enrol(api.url, token, 'leaving');
    expect(await machine.send([decisionEvent()], ingest.url)).toBe(200);
    const revoked = await owner.person.ask('POST', `/api/v1/machines/${machine.id}/revoke`, { reason: 'It is lost.' });
    expect(revoked.status).toBeLessThan(300);
    await until(async () => {
      if ((await machine.send([decisionEvent()], ingest.url)) !== 401) throw new Error('It is still let in.');
    }, 2);
  });
});
