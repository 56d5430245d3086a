import type { Pool } from 'pg';
import { PlainTransaction } from './sql-runner.js';

/** Runs `work` in one transaction of the plain driver, opened by the statements of `opening`. What throws is rolled back. */
export async function plainly<T>(pool: Pool, opening: string, work: (tx: PlainTransaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that the server ends is told twice: to the query that waits, and as an event, which without a listener ends the process.
  const lost = (error: Error): void => void (broken = error);
  client.on('error', lost);
  try {
    await client.query(opening);
    const result = await work(new PlainTransaction(client));
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
