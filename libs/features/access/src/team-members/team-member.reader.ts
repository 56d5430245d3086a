import { Injectable } from '@nestjs/common';
import type { MembershipStatus, TeamId } from '#features/tenancy';
import type { PersonId } from '#kernel';
import type { OrgScope, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { TeamMember } from './team-member.js';

/** Part of the list of a team's people: those behind the id `after`. */
export interface TeamMemberPage {
  readonly teamId: TeamId;
  readonly after: string | null;
  readonly limit: number;
}

interface Row extends Record<string, unknown> {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
  readonly status: MembershipStatus;
  readonly addedAt: Date;
}

/** Who is in a team, with names. Names belong to no org, so this looks across, and names the org in every query. */
@Injectable()
export class TeamMemberReader {
  async page(
    tx: SystemTx,
    { orgId }: OrgScope,
    { teamId, after, limit }: TeamMemberPage,
  ): Promise<readonly TeamMember[]> {
    const found = await sql(tx).query<Row>(
      `select p.id, p.email, p.name, s.status, t.added_at as "addedAt"
         from team_members t
         join people p on p.id = t.person_id
         join memberships s on s.org_id = t.org_id and s.person_id = t.person_id
        where t.org_id = $1::uuid and t.team_id = $2::uuid and ($3::uuid is null or t.person_id > $3::uuid)
        order by t.person_id limit $4::int`,
      [orgId, teamId, after, limit],
    );
    return found.map(({ id, email, name, status, addedAt }) => ({ person: { id, email, name }, status, addedAt }));
  }

  /** Those of `ids` who belong to the org, with their addresses. */
  async membersOf(
    tx: SystemTx,
    { orgId }: OrgScope,
    ids: readonly PersonId[],
  ): Promise<readonly { id: PersonId; email: string }[]> {
    return sql(tx).query<{ id: PersonId; email: string }>(
      `select p.id, p.email from memberships m join people p on p.id = m.person_id
        where m.org_id = $1::uuid and m.person_id = any ($2::uuid[])`,
      [orgId, ids],
    );
  }
}
