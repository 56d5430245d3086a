import { Injectable } from '@nestjs/common';
import type { Person } from '#features/identity';
import type { MembershipStatus } from '#features/tenancy';
import type { OrgId, PersonId, RequestContext } from '#kernel';
import type { SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { Member } from './member.js';

type InOrg = Pick<RequestContext, 'orgId' | 'teams'>;
type Row = Record<'id' | 'email' | 'name' | 'status', string> & { created_at: Date; home_org_id: string | null };
type Found = Omit<Member, 'roles' | 'elevations'>;

/** Part of the list of members: those behind the id `after`, with the words `search` in name or address. */
export interface MemberPage {
  readonly after: string | null;
  readonly search: string | null;
  readonly limit: number;
}

/** Who belongs to an org. Names and addresses belong to no org, so this looks across, and names the org in every query. */
@Injectable()
export class MemberReader {
  /** Of the whole org, or of the teams that the context names. */
  async page(tx: SystemTx, { orgId, teams }: InOrg, { after, search, limit }: MemberPage): Promise<readonly Found[]> {
    const found = await sql(tx).query<Row>(
      `select p.id, p.email, p.name, p.home_org_id, m.status, m.created_at from memberships m join people p on p.id = m.person_id
        where m.org_id = $1::uuid and ($2::uuid is null or m.person_id > $2::uuid)
          and ($3::text is null or strpos(lower(p.email), lower($3)) > 0 or strpos(lower(p.name), lower($3)) > 0)
          and ($5::uuid[] is null or exists (select 1 from team_members t
               where t.org_id = m.org_id and t.person_id = m.person_id and t.team_id = any ($5::uuid[])))
        order by m.person_id limit $4::int`,
      [orgId, after, search, limit, teams ?? null],
    );
    return found.map(toFound);
  }

  async find(tx: SystemTx, { orgId }: InOrg, personId: PersonId): Promise<Found | null> {
    const [row] = await sql(tx).query<Row>(
      `select p.id, p.email, p.name, p.home_org_id, m.status, m.created_at from memberships m join people p on p.id = m.person_id
        where m.org_id = $1::uuid and m.person_id = $2::uuid`,
      [orgId, personId],
    );
    return row === undefined ? null : toFound(row);
  }

  async isMemberByEmail(tx: SystemTx, { orgId }: InOrg, email: string): Promise<boolean> {
    const found = await sql(tx).query(
      `select true as yes from memberships m join people p on p.id = m.person_id where m.org_id = $1::uuid and p.email = $2`,
      [orgId, email],
    );
    return found.length > 0;
  }
}

function toFound({ id, email, name, home_org_id: homeOrgId, status, created_at: createdAt }: Row): Found {
  const person: Person = { id: id as PersonId, email, name, homeOrgId: homeOrgId as OrgId | null };
  return { person, status: status as MembershipStatus, createdAt };
}
