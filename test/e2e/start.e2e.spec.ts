import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '#platform/database';
import { completeSetup, setupLinkOf } from '../harness/person.js';
import { type Product, startProduct } from '../harness/product.js';

const products: Product[] = [];
const started = async (options: Parameters<typeof startProduct>[0] = {}): Promise<Product> => {
  const product = await startProduct(options);
  products.push(product);
  return product;
};
afterEach(async () => {
  for (const product of products.splice(0)) await product.remove();
});

describe('the product, as an operator starts it', () => {
  it('prints where it is and a one-time set-up link, and keeps what was set up over a restart', async () => {
    const first = await started();
    expect(first.printed()).toContain(`Castellan is ready at ${first.url}`);
    const { person } = await completeSetup(setupLinkOf(first), { name: 'Acme', slug: 'acme' });
    expect(await first.stop()).toBe(0);

    const second = await started({ dataDir: first.dataDir, port: first.port });
    expect(second.printed()).not.toContain('/setup#');
    expect(await person.get('/api/v1/org')).toMatchObject({ slug: 'acme' });
  });

  it('comes back with everything it had accepted after it was killed together with its database', async () => {
    const first = await started();
    const { person } = await completeSetup(setupLinkOf(first), { name: 'Acme', slug: 'acme' });
    await first.kill();
    await started({ dataDir: first.dataDir, port: first.port });
    expect(await person.get('/api/v1/org')).toMatchObject({ slug: 'acme' });
  });

  it('says in one sentence that its port is taken, and ends', async () => {
    const squatter = createServer((_, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    const told = await started({ port }).catch((error: unknown) => String(error));
    expect(told).toMatch(new RegExp(`ended with code [1-9][\\s\\S]*Port ${port} of 127.0.0.1 is taken`));
    expect(told).not.toMatch(/EADDRINUSE|"level"/);
    squatter.close();
  });

  it('says in one sentence that the database in DATABASE_URL does not answer, and ends', async () => {
    await expect(
      started({ env: { DATABASE_URL: 'postgresql://nobody:secret-word@127.0.0.1:1/none' } }),
    ).rejects.toThrow(/ended with code [1-9]/);
    await expect(
      started({ env: { DATABASE_URL: 'postgresql://nobody:secret-word@127.0.0.1:1/none' } }),
    ).rejects.not.toThrow(/secret-word/);
  });

  it('says in one sentence that its data folder is a file, and ends', async () => {
    await expect(started({ dataDir: '/dev/null/data' })).rejects.toThrow(/ended with code [1-9][\s\S]*\/dev\/null/);
  });

  it('says in one sentence that a newer Castellan has migrated its database, and ends', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'castellan-newer-'));
    const postgres = await startEmbeddedPostgres({ folder, password: 'test', forgetful: true });
    try {
      const env = { DATABASE_URL: postgres.ownerUrl };
      await (await started({ env })).stop();
      const client = new Client({ connectionString: postgres.ownerUrl });
      await client.connect();
      await client.query(
        `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('future', '', '9999_from_the_future', now())`,
      );
      await client.end();
      await expect(started({ env })).rejects.toThrow(/ended with code [1-9][\s\S]*by a newer Castellan/);
    } finally {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('finishes the requests under way when it is asked to stop', async () => {
    const product = await started();
    const answers = Array.from({ length: 20 }, () =>
      fetch(`${product.url}/api/openapi.json`).then((response) => response.status),
    );
    await Promise.race(answers);
    const code = product.stop();
    const settled = await Promise.allSettled(answers);
    // What comes after the signal is sent elsewhere: refused by a closed port, or by 503 on a connection that is still open.
    expect(settled.filter((one) => one.status === 'fulfilled' && ![200, 503].includes(one.value))).toEqual([]);
    expect(await code).toBe(0);
  });
});
