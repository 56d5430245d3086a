import type { Pool, PoolClient } from 'pg';
import { Batch, type Statement } from './batch.js';
import { type Answer, PlainTransaction } from './sql-runner.js';

/** Local to the transaction: a pooled connection never carries one org over to the next. */
export const entering = (orgId: string): Statement => ({
  text: "select set_config('app.org_id', $1, true)",
  values: [orgId],
  name: 'castellan.enter',
});
const BEGIN: Statement = { text: 'begin', values: [], name: 'castellan.begin' };
const COMMIT = ['commit', [], 'castellan.commit'] as const;

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

/** Lends `work` a connection on which each statement is a transaction of its own, inside the org where one is named. */
export const singly = <T>(pool: Pool, orgId: string | null, work: (tx: PlainTransaction) => Promise<T>): Promise<T> =>
  connected(pool, (client) => {
    const before = orgId === null ? [] : [entering(orgId)];
    const ask = async (asked: Statement): Promise<Answer> => (await sent(client, [...before, asked])).at(-1) ?? [];
    return work(new PlainTransaction({ ask, post: ask }, orgId));
  });

/**
 * Runs `work` in one transaction of the plain driver, inside the org where one is named. What throws is rolled back. The opening travels with the first
 * statement: where it fails, so does that.
 */
export const plainly = <T>(pool: Pool, orgId: string | null, work: (tx: PlainTransaction) => Promise<T>): Promise<T> =>
  connected(pool, async (client, lose) => {
    const gathering = new Gathering(client, [BEGIN, ...(orgId === null ? [] : [entering(orgId)])]);
    try {
      const tx = new PlainTransaction(gathering, orgId);
      const result = await work(tx);
      // The commit of a transaction in which something failed undoes it: it may travel with what it commits.
      await Promise.all([tx.query(...COMMIT), gathering.done()]);
      return result;
    } catch (error) {
      const reason = await gathering.failure();
      // A connection that cannot even roll back is in no known state.
      await client.query('rollback').catch(lose);
      throw reason ?? error;
    }
  });

interface Asked {
  readonly statement: Statement;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** What a transaction asks goes to the server in one message as soon as whoever asks waits; what is posted waits for that. */
class Gathering {
  private asked: Asked[] = [];
  private isDue = false;
  private readonly posted: Promise<unknown>[] = [];

  constructor(
    private readonly client: PoolClient,
    opening: readonly Statement[],
  ) {
    for (const statement of opening) void this.post(statement);
  }

  ask(statement: Statement): Promise<Answer> {
    // After everything that goes on now: what is asked together is gathered together.
    if (!this.isDue) process.nextTick(() => this.send());
    this.isDue = true;
    return this.add(statement);
  }

  post(statement: Statement): Promise<void> {
    const answer = this.add(statement);
    answer.catch(() => undefined);
    this.posted.push(answer);
    return Promise.resolve();
  }

  /** @throws the first failure of what was posted */
  async done(): Promise<void> {
    await Promise.all(this.posted);
  }

  /** The first failure of what was posted; null where there is none. What comes after a failure is refused by the server for its sake. */
  async failure(): Promise<unknown> {
    this.send();
    return (await Promise.allSettled(this.posted)).find((answer) => answer.status === 'rejected')?.reason ?? null;
  }

  private add(statement: Statement): Promise<Answer> {
    return new Promise((resolve, reject) => this.asked.push({ statement, resolve, reject }));
  }

  private send(): void {
    const { asked } = this;
    this.isDue = false;
    if (asked.length === 0) return;
    this.asked = [];
    sent(
      this.client,
      asked.map(({ statement }) => statement),
    ).then(
      (answers) => asked.forEach(({ resolve }, place) => resolve(answers[place] ?? [])),
      (error: unknown) => asked.forEach(({ reject }) => reject(error)),
    );
  }
}

const sent = (client: PoolClient, statements: readonly Statement[]): Promise<readonly Answer[]> =>
  new Promise((resolve, reject) => {
    client.query(
      new Batch(statements, (error, answers) => (error === null ? resolve(answers) : reject(error))) as never,
    );
  });
