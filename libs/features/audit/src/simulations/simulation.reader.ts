import { Injectable } from '@nestjs/common';
import { eventOf, type LedgerEvent } from '#engines/ledger';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { EntryPlace } from '../entries/audit-entry.js';

export interface DecidedCall {
  readonly event: LedgerEvent;
  readonly sealed: Uint8Array | null;
  readonly place: EntryPlace;
}

interface CallRow {
  [column: string]: unknown;
  index: bigint;
  leaf: string;
  occurred_at: Date;
  sealed: Uint8Array | null;
}

/** The calls that machines have decided, with their sealed content. */
@Injectable()
export class SimulationReader {
  /** Latest first. */
  async page(
    tx: OrgTx,
    { orgId }: OrgScope,
    { from, agent, after }: { from: Date; agent: string | undefined; after: EntryPlace | null },
    limit: number,
  ): Promise<readonly DecidedCall[]> {
    const found = await sql(tx).query<CallRow>(
      `select e.index, e.leaf, e.occurred_at, c.sealed from ledger_entries e
       left join ledger_contents c on c.org_id = e.org_id and c.index = e.index
       where e.org_id = $1::uuid and e.occurred_at >= $2::timestamptz and e.kind in ('tool.decision', 'prompt.decision')
         and ($3::text is null or e.agent = $3::text)
         and ($4::timestamptz is null or (e.occurred_at, e.index) < ($4::timestamptz, $5::bigint))
       order by e.occurred_at desc, e.index desc limit $6::int`,
      [orgId, from, agent ?? null, after?.occurredAt ?? null, after?.index ?? null, limit],
    );
    return found.flatMap(({ index, leaf, occurred_at: occurredAt, sealed }) => {
      const event = eventOf(leaf);
      return event === null ? [] : [{ event, sealed, place: { occurredAt, index: Number(index) } }];
    });
  }
}
