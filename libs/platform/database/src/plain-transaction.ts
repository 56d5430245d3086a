import type { Writable } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import { PlainTransaction } from './sql-runner.js';

/** Lends a connection of the pool to `work`. One that is lost meanwhile is thrown away, not given to the next caller. */
export async function connected<T>(
  pool: Pool,
  work: (client: PoolClient, lose: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
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

/**
 * Runs `work` in one transaction of the plain driver, opened by the statements of `opening`. What throws is rolled back. The opening travels with
 * the first statement: where it fails, so does that.
 */
export function plainly<T>(pool: Pool, opening: string, work: (tx: PlainTransaction) => Promise<T>): Promise<T> {
  return connected(pool, async (client, lose) => {
    const posted: Promise<unknown>[] = [];
    try {
      const tx = new PlainTransaction(client, () => sendTogether(client), posted);
      tx.sendTogether();
      const opened = client.query(opening);
      opened.catch(() => undefined);
      posted.push(opened);
      const result = await work(tx);
      // The commit of a transaction in which something failed undoes it: it may travel with what it commits.
      tx.sendTogether();
      await Promise.all([...posted, client.query('commit')]);
      return result;
    } catch (error) {
      // A connection that cannot even roll back is in no known state.
      await client.query('rollback').catch(lose);
      throw (await firstFailureOf(posted)) ?? error;
    }
  });
}

/** What comes after a failure is refused by the server for its sake. */
async function firstFailureOf(posted: readonly Promise<unknown>[]): Promise<unknown> {
  return (await Promise.allSettled(posted)).find((answer) => answer.status === 'rejected')?.reason;
}

function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
