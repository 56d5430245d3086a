import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../harness/product.js';
import { missing } from '../peers/peer.js';
import { redis, type StartedRedis } from '../peers/redis.js';

const withoutRedis = await missing(redis);

describe.skipIf(withoutRedis)('the product with REDIS_URL', () => {
  let server: StartedRedis;
  let product: Product;
  beforeAll(async () => {
    server = await redis.start();
    product = await startProduct({ env: { REDIS_URL: server.url } });
  });
  afterAll(async () => {
    await product.remove();
    await server.stop();
  });

  it('starts, and works on', async () => {
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  });

  it('goes on answering when Redis dies: what is to be done waits in the database', async () => {
    await server.kill();
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  });

  it('says in one sentence that its Redis does not answer, and ends', async () => {
    await expect(startProduct({ env: { REDIS_URL: 'redis://127.0.0.1:1' } })).rejects.toThrow(
      /ended with code 69[\s\S]*REDIS_URL does not answer/,
    );
  });
});
