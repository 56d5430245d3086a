import type { QueryResultRow } from 'pg';
import type { Statement } from './batch.js';
import type { Prisma } from './generated/client.js';
import type { OrgTx, SystemTx } from './scope.js';

/** `$1`-parameterised SQL. `bigint` columns come as BigInt, `bytea` as Uint8Array, `timestamptz` as Date, on either driver. */
export interface SqlRunner {
  /**
   * @param name under which a hot path's connections keep the statement prepared: for texts of which there are few. One name is always one text.
   */
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>;

  /**
   * As `query`, for a change of which nobody needs the answer. A hot path's transaction does not wait for it: it travels with what is asked next, at
   * the latest with the commit, and where it fails so does the transaction. Not for a failure that somebody here can tell from others.
   */
  post(text: string, values?: readonly unknown[], name?: string): Promise<void>;
}

export type Answer = readonly QueryResultRow[];

/** How statements of the plain driver go to the server, and who waits for them. */
interface PlainWay {
  ask(statement: Statement): Promise<Answer>;
  post(statement: Statement): Promise<unknown>;
}

/** What a hot path's transaction is inside: a pg client that somebody else commits. */
export class PlainTransaction implements SqlRunner {
  constructor(
    private readonly way: PlainWay,
    /** The org that it is in, where it came in by `enterOrg`. */
    public entered: string | null,
  ) {}

  query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = [], name?: string): Promise<Row[]> {
    return this.way.ask({ text, values, name }) as Promise<Row[]>;
  }

  async post(text: string, values: readonly unknown[] = [], name?: string): Promise<void> {
    await this.way.post({ text, values, name });
  }
}

/** Prisma's tables were asked for in a transaction of the plain driver, which has none. */
export class RowsWanted extends Error {
  constructor() {
    super('This transaction is opened by sql(tx) alone.');
    this.name = 'RowsWanted';
  }
}

export function runnerOf(tx: OrgTx | SystemTx): SqlRunner {
  if (tx instanceof PlainTransaction) return tx;
  const client = tx as unknown as Prisma.TransactionClient;
  const query = <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    client.$queryRawUnsafe<Row[]>(text, ...values);
  const post = async (text: string, values?: readonly unknown[]): Promise<void> => {
    await query(text, values);
  };
  return { query, post };
}
