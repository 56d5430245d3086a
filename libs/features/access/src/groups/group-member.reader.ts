import { Injectable } from '@nestjs/common';
import type { Person } from '#features/identity';
import type { GroupId, MembershipStatus } from '#features/tenancy';
import type { PersonId } from '#kernel';
import type { OrgScope, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';

/** A person in a group. */
export interface GroupMember {
  readonly person: Pick<Person, 'id' | 'email' | 'name'>;
  readonly status: MembershipStatus;
}

/** Part of the list of a group's people: those behind the id `after`. */
export interface GroupMemberPage {
  readonly groupId: GroupId;
  readonly after: string | null;
  readonly limit: number;
}

interface Row extends Record<string, unknown> {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
  readonly status: MembershipStatus;
}

/** Who is in a group, with names. Names belong to no org, so this looks across, and names the org in every query. */
@Injectable()
export class GroupMemberReader {
  async page(
    tx: SystemTx,
    { orgId }: OrgScope,
    { groupId, after, limit }: GroupMemberPage,
  ): Promise<readonly GroupMember[]> {
    const found = await sql(tx).query<Row>(
      `select p.id, p.email, p.name, s.status
         from group_members g
         join people p on p.id = g.person_id
         join memberships s on s.org_id = g.org_id and s.person_id = g.person_id
        where g.org_id = $1::uuid and g.group_id = $2::uuid and ($3::uuid is null or g.person_id > $3::uuid)
        order by g.person_id limit $4::int`,
      [orgId, groupId, after, limit],
    );
    return found.map(({ id, email, name, status }) => ({ person: { id, email, name }, status }));
  }

  /** Those of `ids` who belong to the org, with their addresses. */
  membersOf(
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
