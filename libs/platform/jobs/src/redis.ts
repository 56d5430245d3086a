import { Cluster, Redis as SingleRedis } from 'ioredis';

export type Redis = SingleRedis | Cluster;

type Patience = { maxRetriesPerRequest: number; commandTimeout: number } | { maxRetriesPerRequest: null };
type Place = { host: string; port: number; db: number };
type Credentials = { username?: string; password?: string; tls?: Record<string, never> };

const COMMAND_TIMEOUT_MS = 10_000;
const LONGEST_RECONNECT_WAIT_MS = 2_000;

/**
 * A connection to Redis, or to a Redis Cluster when the address names several nodes. A connection for commands fails soon when Redis is
 * away; one that blocks for jobs waits for as long as it takes.
 * @param address `redis://` or `rediss://` URLs, separated by commas
 */
export function openRedis(address: string, use: 'commands' | 'blocking', onFault: (error: Error) => void): Redis {
  const nodes = address.split(',').map((node) => new URL(node.trim()));
  const patience: Patience =
    use === 'blocking'
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT_MS };
  const [first] = nodes;
  if (first === undefined) throw new Error('REDIS_URL names no server. Set it to redis://HOST:PORT.');
  const redis =
    nodes.length === 1
      ? new SingleRedis({ ...patience, ...place(first), retryStrategy })
      : new Cluster(
          nodes.map(({ hostname, port }) => ({ host: hostname, port: Number(port || 6379) })),
          { clusterRetryStrategy: retryStrategy, redisOptions: { ...patience, ...credentials(first) } },
        );
  redis.on('error', onFault);
  return redis;
}

const retryStrategy = (attempt: number): number => Math.min(attempt * 100, LONGEST_RECONNECT_WAIT_MS);

const place = (url: URL): Place & Credentials => ({
  host: url.hostname,
  port: Number(url.port || 6379),
  db: Number(url.pathname.slice(1) || 0),
  ...credentials(url),
});

const credentials = (url: URL): Credentials => ({
  ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
  ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
  ...(url.protocol === 'rediss:' && { tls: {} }),
});
