import { Injectable } from '@nestjs/common';
import type { MachineId, RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { type Machine, type MachineStatus, STALE_AFTER_MS } from './machine.js';
import { MACHINE_COLUMNS, type MachineRow, ofTeams, toMachine } from './machine.repository.js';

export interface MachineSearch {
  /** Part of a host name or of the person's label, in any case. */
  readonly q: string | null;
  readonly status: MachineStatus | null;
  /** Exclusive. */
  readonly before: MachineId | null;
  readonly limit: number;
}

export interface MachineCounts {
  /** Without revoked ones. */
  readonly total: number;
  readonly connected: number;
}

/** The fleet as the console shows it. */
@Injectable()
export class MachineReader {
  /** Newest first: of the whole org, or of people of the teams that the context names. */
  async page(tx: OrgTx, { orgId, now, teams }: RequestContext, search: MachineSearch): Promise<readonly Machine[]> {
    const found = await sql(tx).query<MachineRow>(
      `select ${MACHINE_COLUMNS} from machines m
        where org_id = $1::uuid and ${ofTeams('$7')}
          and ($2::uuid is null or id < $2::uuid)
          and ($3::text is null or strpos(lower(hostname), lower($3)) > 0 or strpos(lower(coalesce(person_label, '')), lower($3)) > 0)
          and case $4::text when 'revoked' then revoked_at is not null
                            when 'connected' then revoked_at is null and last_seen_at >= $5
                            when 'stale' then revoked_at is null and last_seen_at < $5
                            else true end
        order by id desc limit $6::int`,
      [orgId, search.before, search.q, search.status, staleBefore(now), search.limit, teams ?? null],
    );
    return found.map(toMachine);
  }

  /** Those that are not revoked, by name: of the whole org, or of people of the teams that the context names. */
  async standing(tx: OrgTx, { orgId, teams }: RequestContext, limit: number): Promise<readonly Machine[]> {
    const found = await sql(tx).query<MachineRow>(
      `select ${MACHINE_COLUMNS} from machines m
        where org_id = $1::uuid and revoked_at is null and ${ofTeams('$2')} order by hostname limit $3::int`,
      [orgId, teams ?? null, limit],
    );
    return found.map(toMachine);
  }

  async counts(tx: OrgTx, { orgId, now }: Pick<RequestContext, 'orgId' | 'now'>): Promise<MachineCounts> {
    const [row] = await sql(tx).query<{ total: number; connected: number }>(
      `select count(*)::int as total, count(*) filter (where last_seen_at >= $2)::int as connected
         from machines where org_id = $1::uuid and revoked_at is null`,
      [orgId, staleBefore(now)],
    );
    return row ?? { total: 0, connected: 0 };
  }
}

const staleBefore = (now: Date): Date => new Date(now.getTime() - STALE_AFTER_MS);
