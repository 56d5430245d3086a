import { Injectable } from '@nestjs/common';
import { eventOf, type LedgerEvent } from '#engines/ledger';
import type { RequestContext } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { AuditEntry, EntryPage, EntryPlace, EntrySearch } from './audit-entry.js';
import { reportedIn, searchSql } from './entry-search.js';

/** The whole org, or the teams of it that the caller may look at. */
type OrgOrTeams = Pick<RequestContext, 'orgId' | 'teams'>;

interface EntryRow {
  [column: string]: unknown;
  index: bigint;
  leaf: string;
  occurred_at: Date;
}

export interface StoredEvent extends AuditEntry {
  readonly leaf: string;
  readonly leafHash: Uint8Array;
  readonly sealed: Uint8Array | null;
}

/** Which part of a list is asked for: where it begins, how much of it is wanted, and how many entries are looked at for that in one query. */
export interface PageWanted {
  readonly after: EntryPlace | null;
  readonly limit: number;
  readonly span: number;
}

/** The ledger as lists. */
@Injectable()
export class EntryReader {
  /**
   * The entries that fit, latest first. Where only looking tells, it looks at `span` entries: when they hold fewer than `limit`, the page is short and `next`
   * says where to look on.
   */
  async page(
    tx: OrgTx,
    scope: OrgOrTeams,
    search: EntrySearch,
    { after, limit, span }: PageWanted,
  ): Promise<EntryPage> {
    const { base, rest, values, baseValues } = searchSql(scope, search, after);
    const found = await sql(tx).query<EntryRow>(
      `select index, leaf, occurred_at from (
         select * from ledger_entries where ${base} order by occurred_at desc, index desc ${rest === '' ? '' : `limit ${span}`}
       ) as near ${rest === '' ? '' : `where ${rest}`} order by occurred_at desc, index desc limit ${limit + 1}`,
      values,
    );
    const entries = found.slice(0, limit).map(toEntry);
    if (found.length > limit) return { entries, next: toPlace(found[limit - 1]) };
    return { entries, next: rest === '' ? null : await this.endOfSpan(tx, base, baseValues, span) };
  }

  async byId(tx: OrgTx, { orgId, teams }: OrgOrTeams, eventId: string): Promise<StoredEvent | null> {
    const [row] = await sql(tx).query<EntryRow & { leaf_hash: Uint8Array; sealed: Uint8Array | null }>(
      `select e.index, e.leaf, e.leaf_hash, e.occurred_at, c.sealed from ledger_entries e
       left join ledger_contents c on c.org_id = e.org_id and c.index = e.index
       where e.org_id = $1::uuid and e.event_id = $2::uuid and ($3::uuid[] is null or ${reportedIn('$3::uuid[]')})`,
      [orgId, eventId, teams ?? null],
    );
    return row ? { ...toEntry(row), leaf: row.leaf, leafHash: row.leaf_hash, sealed: row.sealed } : null;
  }

  /** Entries in the order of the ledger, beginning at an index. */
  async following(
    tx: OrgTx,
    { orgId }: OrgScope,
    { from, limit }: { from: number; limit: number },
  ): Promise<readonly AuditEntry[]> {
    const found = await sql(tx).query<EntryRow>(
      `select index, leaf, occurred_at from ledger_entries where org_id = $1::uuid and index >= $2::bigint order by index limit $3::int`,
      [orgId, from, limit],
    );
    return found.map(toEntry);
  }

  /** A session's entries, earliest first. */
  async ofSession(tx: OrgTx, { orgId }: OrgScope, sessionId: string, limit: number): Promise<readonly AuditEntry[]> {
    const found = await sql(tx).query<EntryRow>(
      `select index, leaf, occurred_at from ledger_entries
       where org_id = $1::uuid and session_id = $2::uuid order by occurred_at, index limit $3::int`,
      [orgId, sessionId, limit],
    );
    return found.map(toEntry);
  }

  private async endOfSpan(
    tx: OrgTx,
    base: string,
    values: readonly unknown[],
    span: number,
  ): Promise<EntryPlace | null> {
    const [last] = await sql(tx).query<EntryRow>(
      `select index, occurred_at from ledger_entries where ${base} order by occurred_at desc, index desc offset ${span - 1} limit 1`,
      values,
    );
    return last ? toPlace(last) : null;
  }
}

const toEntry = (row: EntryRow): AuditEntry => ({ index: Number(row.index), event: readable(row.leaf) });
const toPlace = (row: EntryRow | undefined): EntryPlace | null =>
  row ? { occurredAt: row.occurred_at, index: Number(row.index) } : null;

/** A leaf that was tampered with is still shown, for what it is; `verify` says so. */
function readable(leaf: string): LedgerEvent {
  const broken = {
    id: '',
    org: '',
    kind: 'ledger.unreadable',
    at: '',
    receivedAt: '',
    actor: { id: '', kind: '', label: '' },
  };
  return eventOf(leaf) ?? broken;
}
