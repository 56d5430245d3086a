import type { OrgId } from '#kernel';
import { TILE_WIDTH, type TileRoot } from '#engines/ledger';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { type ColumnName, type EntryBatch, RULE_SEPARATOR } from './entry-batch.js';

/** The columns of INSERT_ENTRIES, in the order of its parameters. */
const ENTRY_COLUMNS = [
  ...(['eventId', 'leaf', 'leafHash', 'kind', 'occurredAt', 'actorId'] as const),
  ...(['machineId', 'sessionId', 'agent', 'tool', 'effect', 'rules'] as const),
] satisfies ColumnName[];

const INSERT_ENTRIES = `
  insert into ledger_entries
    (org_id, index, event_id, leaf, leaf_hash, kind, occurred_at, actor_id, machine_id, session_id, agent, tool, effect, rules)
  select $1::uuid, $2::int8 + e.place - 1, e.event_id, e.leaf, e.leaf_hash, e.kind, e.occurred_at, e.actor_id, e.machine_id, e.session_id, e.agent, e.tool, e.effect,
         case when e.rules = '' then '{}' else string_to_array(e.rules, '${RULE_SEPARATOR}') end
  from unnest($3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::uuid[],
              $11::text[], $12::text[], $13::text[], $14::text[]) with ordinality
    as e (event_id, leaf, leaf_hash, kind, occurred_at, actor_id, machine_id, session_id, agent, tool, effect, rules, place)`;

const INSERT_CONTENTS = `
  insert into ledger_contents (org_id, index, sealed)
  select $1::uuid, $2::int8 + c.place - 1, c.sealed from unnest($3::bytea[]) with ordinality as c (sealed, place) where c.sealed is not null`;

/** Each id is looked up in the index by itself: asked for all of them at once, PostgreSQL reads through an org's whole ledger while it is small. */
const KNOWN_IDS = `
  select asked.id::text as event_id from unnest($2::uuid[]) as asked (id)
  cross join lateral (select from ledger_entries e where e.org_id = $1::uuid and e.event_id = asked.id limit 1) as taken`;

/** Rows of `ledger_entries`, `ledger_contents` and `ledger_tiles`: inserted, never changed. */
export class EntryRepository {
  /** The ids of those events of the batch that this ledger has taken already. */
  async known(tx: OrgTx, orgId: OrgId, batch: EntryBatch): Promise<ReadonlySet<string>> {
    const found = await sql(tx).query<{ event_id: string }>(
      KNOWN_IDS,
      [orgId, batch.column('eventId')],
      'ledger.known',
    );
    return new Set(found.map(({ event_id }) => event_id));
  }

  /** Inserts the batch at the places from `first` on. */
  async insert(tx: OrgTx, orgId: OrgId, first: number, batch: EntryBatch): Promise<void> {
    const columns = ENTRY_COLUMNS.map((name) => batch.column(name));
    await sql(tx).post(INSERT_ENTRIES, [orgId, first, ...columns], 'ledger.entries');
    if (batch.hasContents)
      await sql(tx).post(INSERT_CONTENTS, [orgId, first, batch.column('sealed')], 'ledger.contents');
  }

  /** Stores the tiles that an append completed, lower levels first: the hashes of a higher one are the roots of those below. */
  async insertTiles(tx: OrgTx, orgId: OrgId, tiles: readonly TileRoot[]): Promise<void> {
    for (const { level, index, hash } of tiles.toSorted((a, b) => a.level - b.level || a.index - b.index)) {
      const source = level === 0 ? HASHES_OF_LEAVES : HASHES_OF_TILES;
      await sql(tx).post(
        `insert into ledger_tiles (org_id, level, index, root, hashes)
         select $1::uuid, $2::int, $3::bigint, $4::bytea, string_agg(hash, ''::bytea order by place) from (${source}) as below`,
        [orgId, level, index, Buffer.from(hash), index * TILE_WIDTH, (index + 1) * TILE_WIDTH],
      );
    }
  }
}

const HASHES_OF_LEAVES = `
  select leaf_hash as hash, index as place from ledger_entries where org_id = $1::uuid and index >= $5::bigint and index < $6::bigint`;
const HASHES_OF_TILES = `
  select root as hash, index as place from ledger_tiles
  where org_id = $1::uuid and level = $2::int - 1 and index >= $5::bigint and index < $6::bigint`;
