import { type Pool, Query } from 'pg';
import type { PlainQuery } from './sql-runner.js';

/** Kept prepared by every connection of a pool that `prepareEntering` has seen. */
const ENTER = { name: 'castellan.enter', text: "select set_config('app.org_id', $1, true)" } as const;

/** What of pg's own query and connection is used here: the protocol's messages, by their names. */
interface Wire {
  bind(message: { readonly statement: string; readonly values: readonly string[] }): void;
  execute(message: { readonly portal: string }): void;
}
interface QueryOnWire {
  prepare(connection: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
}
type Done = (error: Error | null, result: { rows: unknown[] }) => void;
const Base = Query as unknown as new (query: PlainQuery & { queryMode: 'extended' }, done: Done) => QueryOnWire;

/**
 * A statement that is a transaction of its own, in one message: the org is entered, then the statement is run, and what stands before the end of
 * the message is one transaction to PostgreSQL. Where the org cannot be entered the server skips the statement.
 */
class EnteringQuery extends Base {
  private hasEntered = false;

  constructor(
    private readonly orgId: string,
    query: PlainQuery,
    done: Done,
  ) {
    super({ ...query, queryMode: 'extended' }, done);
  }

  override prepare(connection: Wire): void {
    connection.bind({ statement: ENTER.name, values: [this.orgId] });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.hasEntered) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.hasEntered) super.handleCommandComplete(message, connection);
    this.hasEntered = true;
  }
}

/** Has every connection that the pool makes ready for `queryEntering`. */
export function prepareEntering(pool: Pool): void {
  // A connection that cannot do even this is lost, which its first user is told.
  pool.on('connect', (client) => void client.query({ ...ENTER, values: [''] }).catch(() => undefined));
}

/** Runs one statement inside the org, as a transaction of its own that waits for the server once. */
export function queryEntering(
  client: { query(query: never): unknown },
  orgId: string,
  query: PlainQuery,
): Promise<{ rows: unknown[] }> {
  return new Promise((resolve, reject) => {
    const done: Done = (error, result) => (error === null ? resolve(result) : reject(error));
    client.query(new EnteringQuery(orgId, query, done) as never);
  });
}
