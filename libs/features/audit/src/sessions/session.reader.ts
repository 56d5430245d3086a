import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { AgentSession, SessionPlace, SessionSearch } from './session.js';

interface SessionRow {
  [column: string]: unknown;
  id: string;
  name: string;
  agent: string;
  machine_id: string;
  machine_label: string;
  actor_id: string;
  actor_kind: string;
  actor_label: string;
  started_at: Date;
  last_at: Date;
  events: bigint;
  allowed: bigint;
  asked: bigint;
  rejected: bigint;
}

type OrgOrTeams = Pick<RequestContext, 'orgId' | 'teams'>;

/** Sessions of people of the teams. */
const ofTeams = (parameter: string): string =>
  `exists (select 1 from team_members t where t.org_id = $1::uuid and t.person_id::text = actor_id and t.team_id = any (${parameter}::uuid[]))`;

const COLUMNS = `id::text, name, agent, machine_id, machine_label, actor_id, actor_kind, actor_label, started_at, last_at, events, allowed, asked, rejected`;

/** The sessions, from the read model that every append keeps. */
@Injectable()
export class SessionReader {
  async page(
    tx: OrgTx,
    { orgId, teams }: OrgOrTeams,
    search: SessionSearch,
    { after, limit }: { after: SessionPlace | null; limit: number },
  ): Promise<readonly AgentSession[]> {
    const found = await sql(tx).query<SessionRow>(
      `select ${COLUMNS} from ledger_sessions
       where org_id = $1::uuid
         and ($2::text is null or agent = $2::text)
         and ($3::text is null or actor_id = $3::text)
         and ($4::text is null or machine_id = $4::text)
         and ($5::text is null or strpos(lower(name || ' ' || agent || ' ' || machine_label || ' ' || actor_label), lower($5::text)) > 0)
         and ($6::timestamptz is null or last_at >= $6::timestamptz)
         and ($7::timestamptz is null or started_at < $7::timestamptz)
         and ($8::timestamptz is null or (last_at, id) < ($8::timestamptz, $9::uuid))
         and ($11::uuid[] is null or ${ofTeams('$11')})
       order by last_at desc, id desc limit $10::int`,
      [
        orgId,
        search.agent,
        search.person,
        search.machine,
        search.q,
        search.from,
        search.to,
        after?.lastAt,
        after?.id,
        limit,
        teams,
      ].map((value) => value ?? null),
    );
    return found.map(toSession);
  }

  async find(tx: OrgTx, { orgId, teams }: OrgOrTeams, id: string): Promise<AgentSession | null> {
    const [row] = await sql(tx).query<SessionRow>(
      `select ${COLUMNS} from ledger_sessions where org_id = $1::uuid and id = $2::uuid and ($3::uuid[] is null or ${ofTeams('$3')})`,
      [orgId, id, teams ?? null],
    );
    return row ? toSession(row) : null;
  }
}

const toSession = (row: SessionRow): AgentSession => ({
  id: row.id,
  name: row.name,
  agent: row.agent,
  machine: { id: row.machine_id, label: row.machine_label },
  actor: { id: row.actor_id, kind: row.actor_kind, label: row.actor_label },
  startedAt: row.started_at,
  lastAt: row.last_at,
  events: Number(row.events),
  counts: { allow: Number(row.allowed), ask: Number(row.asked), reject: Number(row.rejected) },
});
