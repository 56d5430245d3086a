import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, types } from 'pg';
import { ChangeSignal } from './change-signal.js';
import { PrismaClient } from './generated/client.js';
import { HotPath } from './hot-path.js';
import { OrgDatabase } from './org-database.js';
import { SystemDatabase } from './system-database.js';

/** The doors to one database, each over a pool of its own. */
export interface Databases {
  readonly orgs: OrgDatabase;
  readonly system: SystemDatabase;
  readonly hot: HotPath;
  readonly signal: ChangeSignal;
  /** @throws when the server does not answer */
  ping(): Promise<void>;
  /** Ends every connection, after the work under way. */
  close(): Promise<void>;
}

export interface DatabaseUrls {
  /** As a member of castellan_app. */
  readonly app: string;
  /** As a member of castellan_system. */
  readonly system: string;
}

export interface DatabaseOptions {
  /** Connections of each of three pools at most, and of a fourth half as many. Default 10. */
  readonly poolSize?: number;
  readonly noted?: (reason: string) => void;
  readonly troubled?: (error: unknown) => void;
}

const INT8_OID = 20;
/**
 * A connection that was not used for so long is given back. A new one costs whoever meets it a process of the server's, a proof of the password and
 * every statement prepared anew, some 40 ms in all, and of many who come at once each meets one: so not after the ten seconds of pg.
 */
const IDLE_MS = 600_000;
const idling = { idleTimeoutMillis: IDLE_MS };
type TypeId = Parameters<typeof types.getTypeParser>[0];

/** Opens the doors. Pools connect when first used, so a server that is away is found by the first query, or by `signal.open()`. */
export function openDatabases(urls: DatabaseUrls, { poolSize = 10, noted, troubled }: DatabaseOptions = {}): Databases {
  const client = (connectionString: string): PrismaClient =>
    new PrismaClient({
      adapter: new PrismaPg({ ...idling, connectionString, max: poolSize, application_name: 'castellan' }),
    });
  const app = client(urls.app);
  const across = client(urls.system);
  const plain = (connectionString: string, max: number): Pool => {
    const common = { ...idling, connectionString, max, pipeline: true, application_name: 'castellan-hot' };
    const pool = new Pool({ ...common, types: { getTypeParser } });
    // A pool has ended before the last of its connections has said farewell, and then its server may be gone.
    pool.on('error', (error) => {
      if (!pool.ending) troubled?.(error);
    });
    return pool;
  };
  const pool = plain(urls.app, poolSize);
  const swift = plain(urls.system, Math.ceil(poolSize / 2));
  const signal = new ChangeSignal(urls.app, troubled);
  return {
    orgs: new OrgDatabase(app),
    system: new SystemDatabase(across, swift, noted),
    hot: new HotPath(pool),
    signal,
    async ping() {
      await pool.query('select 1');
    },
    async close() {
      await signal.close();
      await Promise.all([app.$disconnect(), across.$disconnect(), pool.end(), swift.end()]);
    },
  };
}

/** As pg's own, but `bigint` comes as BigInt, as Prisma gives it. */
const getTypeParser = ((oid: TypeId, format?: 'text' | 'binary'): unknown =>
  (oid as number) === INT8_OID && format !== 'binary'
    ? BigInt
    : types.getTypeParser(oid, format)) as typeof types.getTypeParser;
