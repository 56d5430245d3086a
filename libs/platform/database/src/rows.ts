import type { Prisma } from './generated/client.js';
import type { OrgTx, SystemTx } from './scope.js';
import { PlainTransaction, RowsWanted, runnerOf, type SqlRunner } from './sql-runner.js';

/** The tables as `tx` sees them. The second door of this library, for repositories, readers and platform only. */
export function rows(tx: OrgTx | SystemTx): Prisma.TransactionClient {
  if (tx instanceof PlainTransaction) throw new RowsWanted();
  return tx as unknown as Prisma.TransactionClient;
}

/** Plain parameterised SQL in `tx`, for what is hot or has no shape in Prisma. */
export const sql = (tx: OrgTx | SystemTx): SqlRunner => runnerOf(tx);

export type { SqlRunner };
