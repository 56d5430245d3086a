import type { OrgId } from '#kernel';
import { EMPTY_FRONTIER, EMPTY_ROOT, type Frontier, packFrontier, unpackFrontier } from '#engines/ledger';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { LedgerKeyRepository } from './ledger-key.repository.js';

/** Where a ledger stands. Whoever holds it from `lock` is the only one who can append until the transaction ends. */
export interface LedgerHead {
  readonly keyid: string;
  readonly frontier: Frontier;
}

interface HeadRow {
  readonly keyid: string;
  readonly size: bigint;
  readonly frontier: Uint8Array;
}

/** Rows of `ledger_heads`, and the checkpoint that each new state is told by. */
export class HeadRepository {
  constructor(private readonly keys: LedgerKeyRepository) {}

  /** Locks the head until the transaction ends; makes the ledger when the org has none. */
  async lock(tx: OrgTx, orgId: OrgId, now: Date): Promise<LedgerHead> {
    return (await this.find(tx, orgId)) ?? this.create(tx, orgId, now);
  }

  async move(
    tx: OrgTx,
    orgId: OrgId,
    to: { frontier: Frontier; root: Uint8Array; note: string; now: Date },
  ): Promise<void> {
    await sql(tx).post(
      `with checkpoint as (
         insert into ledger_checkpoints (org_id, size, root, note, created_at) values ($1::uuid, $2::bigint, $3::bytea, $4, $5::timestamptz)
       )
       update ledger_heads set size = $2::bigint, root = $3::bytea, frontier = $6::bytea where org_id = $1::uuid`,
      [orgId, to.frontier.size, Buffer.from(to.root), to.note, to.now, packFrontier(to.frontier)],
      'ledger.move',
    );
  }

  private async find(tx: OrgTx, orgId: OrgId): Promise<LedgerHead | null> {
    const [row] = await sql(tx).query<HeadRow & Record<string, unknown>>(
      'select keyid, size, frontier from ledger_heads where org_id = $1::uuid for update',
      [orgId],
      'ledger.lock',
    );
    return row ? { keyid: row.keyid, frontier: unpackFrontier(Number(row.size), row.frontier) } : null;
  }

  private async create(tx: OrgTx, orgId: OrgId, now: Date): Promise<LedgerHead> {
    // Two transactions may found the same ledger: the second waits here for the first, then finds its head.
    await sql(tx).query("select pg_advisory_xact_lock(hashtextextended('castellan-ledger/' || $1::text, 0))::text", [
      orgId,
    ]);
    const made = await this.find(tx, orgId);
    if (made) return made;
    const keyid = await this.keys.create(tx, orgId, now);
    await sql(tx).query(
      "insert into ledger_heads (org_id, keyid, size, frontier, root) values ($1::uuid, $2, 0, ''::bytea, $3::bytea)",
      [orgId, keyid, Buffer.from(EMPTY_ROOT)],
    );
    return { keyid, frontier: EMPTY_FRONTIER };
  }
}
