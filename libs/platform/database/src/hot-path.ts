import type { Pool } from 'pg';
import { isUuid } from '#kernel';
import { spanned } from '#platform/observability';
import type { OrgScope, OrgTx } from './scope.js';
import { PlainTransaction } from './sql-runner.js';

/** The same guarantees as OrgDatabase over the plain driver, for ingest and policy fetch: only `sql(tx)` opens it. */
export class HotPath {
  constructor(private readonly pool: Pool) {}

  within<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    return spanned('database.hot_path', () => this.transaction(scope, work));
  }

  private async transaction<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // A connection that the server ends is told twice: to the query that waits, and as an event, which without a listener ends the process.
    const lost = (error: Error): void => void (broken = error);
    client.on('error', lost);
    try {
      // In one message: the org is local to the transaction, and an id is all that may stand there.
      if (!isUuid(scope.orgId)) throw new Error('The org of a transaction is named by its id.');
      await client.query(`begin; set local app.org_id = '${scope.orgId}'`);
      const result = await work(new PlainTransaction(client) as unknown as OrgTx);
      await client.query('commit');
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away, not given to the next caller.
      await client.query('rollback').catch((failed: unknown) => {
        broken = failed instanceof Error ? failed : new Error('The connection was lost.');
      });
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }
}
