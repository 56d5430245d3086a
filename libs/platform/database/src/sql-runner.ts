import type { QueryResultRow } from 'pg';
import type { Prisma } from './generated/client.js';
import type { OrgTx, SystemTx } from './scope.js';

/** `$1`-parameterised SQL. `bigint` columns come as BigInt, `bytea` as Uint8Array, `timestamptz` as Date, on either driver. */
export interface SqlRunner {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** What a hot path's transaction is inside: a pg client that somebody else commits. */
export class PlainTransaction implements SqlRunner {
  constructor(private readonly client: { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> }) {}

  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query(text, [...values])).rows as Row[];
  }
}

export function runnerOf(tx: OrgTx | SystemTx): SqlRunner {
  if (tx instanceof PlainTransaction) return tx;
  const client = tx as unknown as Prisma.TransactionClient;
  return {
    query: <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      client.$queryRawUnsafe<Row[]>(text, ...values),
  };
}
