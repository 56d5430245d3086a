import type { Pool, PoolClient } from 'pg';
import { isUuid } from '#kernel';
import { spanned } from '#platform/observability';
import type { OrgScope, OrgTx } from './scope.js';
import { type PlainQuery, PlainTransaction } from './sql-runner.js';

/** The same guarantees as OrgDatabase over the plain driver, for ingest and policy fetch: only `sql(tx)` opens it. */
export class HotPath {
  constructor(private readonly pool: Pool) {}

  within<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    return spanned('database.hot_path', () =>
      this.connected(async (client, lose) => {
        try {
          await client.query(beginIn(scope));
          const result = await work(new PlainTransaction(client) as unknown as OrgTx);
          await client.query('commit');
          return result;
        } catch (error) {
          // A connection that cannot even roll back is thrown away, not given to the next caller.
          await client.query('rollback').catch(lose);
          throw error;
        }
      }),
    );
  }

  /**
   * As `within`, but each statement of `work` is a transaction of its own and waits for the server once: for what is only read, and for a change
   * that is one statement. What one statement did stays when a later one fails.
   */
  each<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    return spanned('database.hot_path', () =>
      this.connected((client, lose) =>
        work(
          new PlainTransaction({ query: (query) => alone(client, beginIn(scope), query, lose) }) as unknown as OrgTx,
        ),
      ),
    );
  }

  private async connected<T>(work: (client: PoolClient, lose: (error: unknown) => void) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const lose = (error: unknown): void => {
      broken = error instanceof Error ? error : new Error('The connection was lost.');
    };
    // A connection that the server ends is told twice: to the query that waits, and as an event, which without a listener ends the process.
    client.on('error', lose);
    try {
      return await work(client, lose);
    } finally {
      client.off('error', lose);
      client.release(broken);
    }
  }
}

/** In one message: the org is local to the transaction, and an id is all that may stand there. */
function beginIn({ orgId }: OrgScope): string {
  if (!isUuid(orgId)) throw new Error('The org of a transaction is named by its id.');
  return `begin; set local app.org_id = '${orgId}'`;
}

/**
 * Sends all three at once. Where the statement fails, the server answers the commit by rolling back; where the beginning fails, no org is named
 * and the rows' own policies refuse the statement.
 */
async function alone(
  client: PoolClient,
  begin: string,
  query: PlainQuery,
  lose: (error: unknown) => void,
): Promise<{ rows: unknown[] }> {
  const begun = client.query(begin);
  const done = client.query(query);
  const [first, answer, last] = await Promise.allSettled([begun, done, client.query('commit')]);
  // Nobody knows then in what state the connection is.
  for (const edge of [first, last]) if (edge.status === 'rejected') lose(edge.reason);
  for (const part of [answer, first, last]) if (part.status === 'rejected') throw part.reason;
  return done;
}
