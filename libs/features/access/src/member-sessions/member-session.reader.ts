import { Injectable } from '@nestjs/common';
import type { SessionId } from '#features/identity';
import type { PersonId } from '#kernel';
import type { OrgScope, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { MemberSession } from './member-session.js';

/** Part of the list of sessions: those before the id `before`; of one person, or of all. */
export interface MemberSessionPage {
  readonly personId: PersonId | null;
  readonly before: string | null;
  readonly limit: number;
}

interface Row extends Record<string, unknown> {
  readonly id: SessionId;
  readonly personId: PersonId;
  readonly email: string;
  readonly name: string;
  readonly isElsewhere: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly amr: readonly string[];
}

/** As session.rules.ts of identity has it, in SQL: a session that nobody may use any more is none. */
const IS_LIVE = `s.ended_at is null and (s.ends_at is null or s.ends_at > $2)
  and s.created_at > $2 - make_interval(mins => coalesce(t.absolute_minutes, 10080))
  and s.last_seen_at > $2 - make_interval(mins => coalesce(t.idle_minutes, 720))`;

const CAN_ACT_HERE = '(s.bound_org_id is null or s.bound_org_id = m.org_id)';

/** Where the members of an org are signed in. Sessions belong to no org, so this looks across, and names the org in every query. */
@Injectable()
export class MemberSessionReader {
  async page(
    tx: SystemTx,
    { orgId, now }: OrgScope & { now: Date },
    { personId, before, limit }: MemberSessionPage,
  ): Promise<readonly MemberSession[]> {
    const found = await sql(tx).query<Row>(
      `select s.id, p.id as "personId", p.email, p.name, s.acting_org_id is distinct from m.org_id as "isElsewhere",
              s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.amr,
              case when s.acting_org_id = m.org_id then s.ip end as ip,
              case when s.acting_org_id = m.org_id then s.user_agent end as "userAgent"
         from memberships m
         join people p on p.id = m.person_id
         join console_sessions s on s.person_id = m.person_id and ${CAN_ACT_HERE}
         left join lateral (
           select min(y.absolute_minutes) as absolute_minutes, min(y.idle_minutes) as idle_minutes
             from session_policies y
             join memberships ym on ym.org_id = y.org_id and ym.person_id = m.person_id and ym.status = 'active') t on true
        where m.org_id = $1::uuid and ${IS_LIVE} and ($3::uuid is null or m.person_id = $3::uuid)
          and ($4::uuid is null or s.id < $4::uuid)
        order by s.id desc limit $5::int`,
      [orgId, now, personId, before, limit],
    );
    return found.map(({ personId: id, email, name, ...session }) => ({ ...session, person: { id, email, name } }));
  }

  /** Whose session it is, where it is a member's who could act here with it. */
  async personOf(tx: SystemTx, { orgId }: OrgScope, id: SessionId): Promise<{ id: PersonId; email: string } | null> {
    const [row] = await sql(tx).query<{ id: PersonId; email: string }>(
      `select p.id, p.email from console_sessions s
         join memberships m on m.person_id = s.person_id and m.org_id = $1::uuid and ${CAN_ACT_HERE}
         join people p on p.id = s.person_id
        where s.id = $2::uuid and s.ended_at is null`,
      [orgId, id],
    );
    return row ?? null;
  }
}
