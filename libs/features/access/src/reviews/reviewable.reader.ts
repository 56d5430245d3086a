import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import type { OrgScope, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { FoundItem, ReviewScope } from './review.js';

/** What a review finds, with names. Names of people belong to no org, so this looks across, and names the org in every query. */
@Injectable()
export class ReviewableReader {
  grants(
    tx: SystemTx,
    { orgId }: OrgScope,
    { roles, teamId }: ReviewScope,
    limit: number,
  ): Promise<readonly FoundItem[]> {
    return sql(tx).query<FoundItem & Record<string, unknown>>(
      `select 'grant' as kind, g.id as "targetId", g.principal_kind as "subjectKind", g.principal_id as "subjectId",
              coalesce(p.email, s.name, a.name, '') as "subjectLabel", g.role as what, t.name as place
         from role_grants g
         left join people p on g.principal_kind = 'person' and p.id = g.principal_id
         left join groups s on s.org_id = g.org_id and s.id = g.principal_id
         left join service_accounts a on a.org_id = g.org_id and a.id = g.principal_id
         left join teams t on t.org_id = g.org_id and t.id = g.team_id
        where g.org_id = $1::uuid and (cardinality($2::text[]) = 0 or g.role = any ($2::text[]))
          and ($3::uuid is null or g.team_id = $3::uuid or g.principal_kind = 'person' and exists (
            select 1 from team_members m where m.org_id = g.org_id and m.team_id = $3::uuid and m.person_id = g.principal_id))
        order by "subjectLabel", what limit $4::int`,
      [orgId, roles, teamId, limit],
    );
  }

  /** Those of `ids` who are active members. */
  async activeOf(tx: SystemTx, { orgId }: OrgScope, ids: readonly PersonId[]): Promise<readonly string[]> {
    const found = await sql(tx).query<{ email: string }>(
      `select p.email from memberships m join people p on p.id = m.person_id
        where m.org_id = $1::uuid and m.status = 'active' and m.person_id = any ($2::uuid[]) order by 1`,
      [orgId, ids],
    );
    return found.map(({ email }) => email);
  }

  /** The reviewers of a review, by address. */
  async reviewersOf(tx: SystemTx, { orgId }: OrgScope, reviewId: string): Promise<readonly Reviewer[]> {
    return sql(tx).query<Reviewer & Record<string, unknown>>(
      `select p.id, p.email, p.name from access_reviewers r
         join memberships m on m.org_id = r.org_id and m.person_id = r.person_id
         join people p on p.id = r.person_id
        where r.org_id = $1::uuid and r.review_id = $2::uuid order by p.email`,
      [orgId, reviewId],
    );
  }
}

export interface Reviewer {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
}
