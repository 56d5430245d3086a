import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { ExportRequest } from './export-request.js';

export interface ExportedRow {
  readonly index: number;
  readonly eventId: string;
  readonly leaf: string;
  readonly leafHash: Uint8Array;
  readonly sealed: Uint8Array | null;
}

interface Row {
  [column: string]: unknown;
  index: bigint;
  event_id: string;
  leaf: string;
  leaf_hash: Uint8Array;
  sealed: Uint8Array | null;
}

/** Which rows: of what is asked for, those from `at` on and below `size`. */
export interface ExportSlice {
  readonly request: ExportRequest;
  readonly at: number;
  readonly size: number;
  readonly limit: number;
  readonly withContents: boolean;
}

/** The entries of an export, in the order of the ledger. */
@Injectable()
export class ExportReader {
  async slice(
    tx: OrgTx,
    { orgId }: OrgScope,
    { request, at, size, limit, withContents }: ExportSlice,
  ): Promise<readonly ExportedRow[]> {
    const contents = withContents ? 'left join ledger_contents c on c.org_id = e.org_id and c.index = e.index' : '';
    const found = await sql(tx).query<Row>(
      `select e.index, e.event_id::text, e.leaf, e.leaf_hash, ${withContents ? 'c.sealed' : 'null::bytea as sealed'} from ledger_entries e ${contents}
       where e.org_id = $1::uuid and e.index >= $2::bigint and e.index < $3::bigint
         and ($4::uuid is null or e.session_id = $4::uuid)
         and ($5::timestamptz is null or e.occurred_at >= $5::timestamptz)
         and ($6::timestamptz is null or e.occurred_at < $6::timestamptz)
       order by e.index limit $7::int`,
      [orgId, at, size, request.session ?? null, request.from ?? null, request.to ?? null, limit],
    );
    return found.map((row) => ({
      index: Number(row.index),
      eventId: row.event_id,
      leaf: row.leaf,
      leafHash: row.leaf_hash,
      sealed: row.sealed,
    }));
  }

  /** The org's own names, for the manifest. */
  async orgNames(tx: OrgTx, { orgId }: OrgScope): Promise<{ slug: string; name: string } | null> {
    const [row] = await sql(tx).query<{ slug: string; name: string }>(
      'select slug, name from orgs where id = $1::uuid',
      [orgId],
    );
    return row ?? null;
  }
}
