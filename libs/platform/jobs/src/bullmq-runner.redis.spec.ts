import { randomBytes } from 'node:crypto';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMPATIENT, jobRunnerContract } from '../../../../test/contract/job-runner.contract.js';
import { missing } from '../../../../test/peers/peer.js';
import { redis, type StartedRedis } from '../../../../test/peers/redis.js';
import { BullMqRunner } from './bullmq-runner.js';
import { openRedis } from './redis.js';

const withoutRedis = await missing(redis);
/** Redis can tell a dead worker sooner than PostgreSQL. */
const plan = { ...IMPATIENT, lostAfterSeconds: 3 };
const fault = (error: Error): void => console.error(error);

describe.skipIf(withoutRedis).each([
  ['one Redis', () => redis.start()],
  ['a Redis Cluster', () => redis.startCluster()],
])('BullMQ on %s', (_name, start) => {
  let server: StartedRedis;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  jobRunnerContract({
    fresh() {
      const namespace = randomBytes(6).toString('hex');
      return Promise.resolve({
        address: { redisUrl: server.url, namespace, plan },
        open: () => new BullMqRunner({ redisUrl: server.url, namespace, plan, onFault: fault }),
        async scheduled() {
          const connection = openRedis(server.url, 'commands', fault);
          const lines: string[] = [];
          for (const lane of ['quick', 'slow']) {
            const queue = new Queue(lane, { connection, prefix: `{${namespace}-${lane}}` });
            lines.push(...(await queue.getJobSchedulers()).map(({ key, pattern }) => `${key} ${pattern}`));
            await queue.close();
          }
          connection.disconnect();
          return lines;
        },
      });
    },
  });
});

describe.skipIf(withoutRedis)('BullMQ on a Redis that dies', () => {
  it('lets go of it when it is stopped', async () => {
    const server = await redis.start();
    const runner = new BullMqRunner({ redisUrl: server.url, onFault: () => undefined });
    await runner.work({ perform: () => Promise.resolve(), bury: () => Promise.resolve() });
    await server.kill();
    await runner.stop();
  });
});

describe('BullMQ without a Redis', () => {
  it('says what to do, and leaves nothing behind', async () => {
    const runner = new BullMqRunner({ redisUrl: 'redis://127.0.0.1:1', onFault: () => undefined });
    await expect(runner.schedule([])).rejects.toThrow(/The Redis in REDIS_URL does not answer/);
    await runner.stop();
  });
});
