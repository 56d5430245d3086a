import { Client } from 'pg';
import type { OrgId } from '#kernel';
import type { OrgTx, SystemTx } from './scope.js';
import { runnerOf } from './sql-runner.js';

/** Something that other processes must know at once. Ids only: the hearer reads the rows itself, under its own rights. */
export interface Change {
  readonly topic: string;
  readonly orgId?: OrgId;
  readonly id?: string;
}

type Hear = (change: Change) => void;

const CHANNEL = 'castellan_change';
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** After a break of the connection everybody is told this: what was signalled meanwhile is lost, so look anew. */
export const SIGNAL_GAP = 'signal.gap';

/**
 * Tells every process of a change, at commit or not at all, by LISTEN and NOTIFY: one connection for each process,
 * which comes back by itself.
 */
export class ChangeSignal {
  private readonly hearers = new Map<string, Set<Hear>>();
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly troubled: (error: unknown) => void = () => undefined,
  ) {}

  /** Tells `change` when the transaction commits. At most 8,000 bytes (PostgreSQL's limit for NOTIFY). */
  async notify(tx: OrgTx | SystemTx, change: Change): Promise<void> {
    await runnerOf(tx).post(
      `select pg_notify('${CHANNEL}', $1)::text as told`,
      [JSON.stringify(change)],
      'castellan.notify',
    );
  }

  /** Calls `hear` for every change of `topic`, and for `signal.gap`. Answers how to stop it. */
  on(topic: string, hear: Hear): () => void {
    const hearers = this.hearers.get(topic) ?? new Set();
    this.hearers.set(topic, hearers.add(hear));
    return () => hearers.delete(hear);
  }

  /** Begins to listen; answers when the first connection stands. */
  async open(): Promise<void> {
    await this.listen();
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'castellan-signal', keepAlive: true });
    client.on('notification', ({ payload }) => this.tell(payload));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('The signal connection ended.')));
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.client = client;
  }

  private lost(client: Client, error: unknown): void {
    if (this.closed || this.client !== client) return;
    this.client = null;
    this.troubled(error);
    this.comeBack(FIRST_RETRY_MS);
  }

  private comeBack(waitMs: number): void {
    this.retry = setTimeout(() => {
      this.listen().then(
        () => {
          const everybody = new Set([...this.hearers.values()].flatMap((hearers) => [...hearers]));
          for (const hear of everybody) this.call(hear, { topic: SIGNAL_GAP });
        },
        (error: unknown) => {
          this.troubled(error);
          if (!this.closed) this.comeBack(Math.min(waitMs * 2, LONGEST_RETRY_MS));
        },
      );
    }, waitMs);
  }

  private tell(payload: string | undefined): void {
    const change = JSON.parse(payload ?? '{}') as Change;
    for (const hear of this.hearers.get(change.topic) ?? []) this.call(hear, change);
  }

  private call(hear: Hear, change: Change): void {
    try {
      hear(change);
    } catch (error) {
      this.troubled(error);
    }
  }
}
