import type { Pool } from 'pg';
import { isUuid } from '#kernel';
import { spanned } from '#platform/observability';
import { plainly, singly } from './plain-transaction.js';
import type { OrgScope, OrgTx } from './scope.js';

/** The same guarantees as OrgDatabase over the plain driver, for ingest and policy fetch: only `sql(tx)` opens it. */
export class HotPath {
  constructor(private readonly pool: Pool) {}

  within<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    return spanned('database.hot_path', () => plainly(this.pool, idOf(scope), (tx) => work(tx as unknown as OrgTx)));
  }

  /**
   * As `within`, but each statement of `work` is a transaction of its own and waits for the server once: for what is only read, and for a change
   * that is one statement. What one statement did stays when a later one fails.
   */
  each<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    return spanned('database.hot_path', () => singly(this.pool, idOf(scope), (tx) => work(tx as unknown as OrgTx)));
  }
}

function idOf({ orgId }: OrgScope): string {
  if (!isUuid(orgId)) throw new Error('The org of a transaction is named by its id.');
  return orgId;
}
