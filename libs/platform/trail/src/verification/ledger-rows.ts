import type { OrgId } from '#kernel';
import type { Facets } from '#engines/ledger';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';

export interface StoredHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly frontier: Uint8Array;
  readonly keys: readonly { readonly name: string; readonly publicKey: Uint8Array }[];
  /** How many rows stand at or behind the head, and the largest size that a checkpoint speaks of. */
  readonly beyond: number;
  readonly largestCheckpoint: number;
}

export interface StoredEntry {
  readonly index: number;
  readonly eventId: string;
  readonly leaf: string;
  readonly leafHash: Buffer;
  readonly facets: Facets;
  readonly sealed: Uint8Array | null;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
}

interface HeadRow {
  size: bigint;
  root: Uint8Array;
  frontier: Uint8Array;
  beyond: bigint;
  largest: bigint | null;
}

interface EntryRow {
  [column: string]: unknown;
  index: bigint;
  event_id: string;
  leaf: string;
  leaf_hash: Uint8Array;
  kind: string;
  occurred_at: Date;
  actor_id: string;
  machine_id: string | null;
  session_id: string | null;
  agent: string | null;
  tool: string | null;
  effect: string | null;
  rules: string[];
  sealed: Uint8Array | null;
}

export async function headOf(tx: OrgTx, orgId: OrgId): Promise<StoredHead | null> {
  const [row] = await sql(tx).query<HeadRow & Record<string, unknown>>(
    `select h.size, h.root, h.frontier, (select count(*) from ledger_entries where org_id = $1::uuid and index >= h.size) as beyond,
            (select max(size) from ledger_checkpoints where org_id = $1::uuid) as largest
     from ledger_heads h where h.org_id = $1::uuid`,
    [orgId],
  );
  if (row === undefined) return null;
  const keys = await sql(tx).query<{ name: string; public_key: Uint8Array }>(
    'select name, public_key from ledger_keys where org_id = $1::uuid',
    [orgId],
  );
  return {
    size: Number(row.size),
    root: row.root,
    frontier: row.frontier,
    keys: keys.map(({ name, public_key }) => ({ name, publicKey: public_key })),
    beyond: Number(row.beyond),
    largestCheckpoint: Number(row.largest ?? 0),
  };
}

export async function countOf(tx: OrgTx, orgId: OrgId): Promise<number> {
  const [row] = await sql(tx).query<{ count: bigint }>(
    'select count(*) as count from ledger_entries where org_id = $1::uuid',
    [orgId],
  );
  return Number(row?.count ?? 0);
}

/** Entries of a range with their search columns and sealed contents, in order. */
export async function entriesOf(
  tx: OrgTx,
  orgId: OrgId,
  { from, to }: { from: number; to: number },
): Promise<readonly StoredEntry[]> {
  const found = await sql(tx).query<EntryRow>(
    `select e.index, e.event_id::text, e.leaf, e.leaf_hash, e.kind, e.occurred_at, e.actor_id, e.machine_id, e.session_id::text, e.agent, e.tool,
            e.effect, e.rules, c.sealed
     from ledger_entries e left join ledger_contents c on c.org_id = e.org_id and c.index = e.index
     where e.org_id = $1::uuid and e.index >= $2::bigint and e.index < $3::bigint order by e.index`,
    [orgId, from, to],
  );
  return found.map(toEntry);
}

export async function checkpointsOf(
  tx: OrgTx,
  orgId: OrgId,
  { after, upTo }: { after: number; upTo: number },
): Promise<readonly StoredCheckpoint[]> {
  const found = await sql(tx).query<{ size: bigint; root: Uint8Array; note: string }>(
    `select size, root, note from ledger_checkpoints
     where org_id = $1::uuid and size > $2::bigint and size <= $3::bigint order by size`,
    [orgId, after, upTo],
  );
  return found.map(({ size, root, note }) => ({ size: Number(size), root, note }));
}

/** The stored tile of 256 leaves; null where there is none. */
export async function leafTileOf(
  tx: OrgTx,
  orgId: OrgId,
  index: number,
): Promise<{ root: Uint8Array; hashes: Buffer } | null> {
  const [row] = await sql(tx).query<{ root: Uint8Array; hashes: Uint8Array }>(
    'select root, hashes from ledger_tiles where org_id = $1::uuid and level = 0 and index = $2::bigint',
    [orgId, index],
  );
  return row ? { root: row.root, hashes: Buffer.from(row.hashes) } : null;
}

/** The stored tiles above the leaves, lower levels first. */
export async function upperTilesOf(tx: OrgTx, orgId: OrgId) {
  return sql(tx).query<{
    level: number;
    index: bigint;
    root: Uint8Array;
    hashes: Uint8Array;
    below: Uint8Array | null;
  }>(
    `select t.level, t.index, t.root, t.hashes,
            (select string_agg(b.root, ''::bytea order by b.index) from ledger_tiles b
             where b.org_id = t.org_id and b.level = t.level - 1 and b.index >= t.index * 256 and b.index < (t.index + 1) * 256) as below
     from ledger_tiles t where t.org_id = $1::uuid and t.level > 0 order by t.level, t.index`,
    [orgId],
  );
}

const toEntry = (row: EntryRow): StoredEntry => ({
  index: Number(row.index),
  eventId: row.event_id,
  leaf: row.leaf,
  leafHash: Buffer.from(row.leaf_hash),
  facets: {
    kind: row.kind,
    occurredAt: row.occurred_at.getTime(),
    actorId: row.actor_id,
    machineId: row.machine_id,
    sessionId: row.session_id,
    agent: row.agent,
    tool: row.tool,
    effect: row.effect,
    rules: row.rules,
  },
  sealed: row.sealed,
});
