import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { type OrgScope, type OrgTx, together } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { GroupChange, GroupId } from './group.js';

interface Who extends Record<string, unknown> {
  readonly id: PersonId;
}

/** Rows of the table `group_members`, always as sets: a directory speaks of fifty thousand people at once. */
@Injectable()
export class GroupMemberRepository {
  /** Answers who entered. Whoever is no member of the org is passed over, and so is who was in it before. */
  add(tx: OrgTx, scope: OrgScope, groupId: GroupId, people: readonly PersonId[]): Promise<readonly PersonId[]> {
    return idsOf(
      tx,
      `insert into group_members (org_id, group_id, person_id)
       select m.org_id, $2::uuid, m.person_id from memberships m
        where m.org_id = $1::uuid and m.person_id = any ($3::uuid[])
        order by m.person_id
           on conflict do nothing returning person_id as id`,
      [scope.orgId, groupId, people],
    );
  }

  /** Answers who left. */
  remove(tx: OrgTx, scope: OrgScope, groupId: GroupId, people: readonly PersonId[]): Promise<readonly PersonId[]> {
    return idsOf(
      tx,
      `delete from group_members where org_id = $1::uuid and group_id = $2::uuid and person_id = any ($3::uuid[])
        returning person_id as id`,
      [scope.orgId, groupId, people],
    );
  }

  /** Makes exactly these its people. */
  async replace(
    tx: OrgTx,
    scope: OrgScope,
    groupId: GroupId,
    people: readonly PersonId[],
  ): Promise<GroupChange<PersonId>> {
    const removed = await idsOf(
      tx,
      `delete from group_members where org_id = $1::uuid and group_id = $2::uuid and not (person_id = any ($3::uuid[]))
        returning person_id as id`,
      [scope.orgId, groupId, people],
    );
    return { added: await this.add(tx, scope, groupId, people), removed };
  }

  /** Of the groups of one source, makes exactly these hers. */
  async replaceOfPerson(
    tx: OrgTx,
    { orgId }: OrgScope,
    { personId, sourceId, groups }: { personId: PersonId; sourceId: string; groups: readonly GroupId[] },
  ): Promise<GroupChange<GroupId>> {
    const removed = await sql(tx).query<{ id: GroupId }>(
      `delete from group_members m using groups g
        where m.org_id = $1::uuid and m.person_id = $2::uuid and g.org_id = m.org_id and g.id = m.group_id
          and g.source_id = $3::uuid and not (g.id = any ($4::uuid[]))
        returning m.group_id as id`,
      [orgId, personId, sourceId, groups],
      'group_member.leave',
    );
    if (groups.length === 0) return { added: [], removed: removed.map(({ id }) => id) };
    const added = await sql(tx).query<{ id: GroupId }>(
      `insert into group_members (org_id, group_id, person_id)
       select g.org_id, g.id, $2::uuid from groups g
        where g.org_id = $1::uuid and g.source_id = $3::uuid and g.id = any ($4::uuid[])
        order by g.id
           on conflict do nothing returning group_id as id`,
      [orgId, personId, sourceId, groups],
      'group_member.enter',
    );
    return { added: added.map(({ id }) => id), removed: removed.map(({ id }) => id) };
  }

  /** Of the groups that a connection asserts, makes exactly those of these names hers; they are there. */
  async replaceAsserted(
    tx: OrgTx,
    { orgId }: OrgScope,
    { personId, sourceId, names }: { personId: PersonId; sourceId: string; names: readonly string[] },
  ): Promise<GroupChange<GroupId>> {
    const leave = (): Promise<readonly { id: GroupId }[]> =>
      sql(tx).query<{ id: GroupId }>(
        `delete from group_members m using groups g
          where m.org_id = $1::uuid and m.person_id = $2::uuid and g.org_id = m.org_id and g.id = m.group_id
            and g.source = 'connection' and g.source_id = $3::uuid and not (g.name = any ($4::text[]))
          returning m.group_id as id`,
        [orgId, personId, sourceId, names],
        'group_member.unasserted',
      );
    const enter = (): Promise<readonly { id: GroupId }[]> =>
      sql(tx).query<{ id: GroupId }>(
        `insert into group_members (org_id, group_id, person_id)
         select g.org_id, g.id, $2::uuid from groups g
          where g.org_id = $1::uuid and g.source = 'connection' and g.source_id = $3::uuid and g.name = any ($4::text[])
          order by g.id
             on conflict do nothing returning group_id as id`,
        [orgId, personId, sourceId, names],
        'group_member.asserted',
      );
    const [removed, added] = await together(tx, leave, async () => (names.length === 0 ? [] : enter()));
    return { added: added.map(({ id }) => id), removed: removed.map(({ id }) => id) };
  }
}

async function idsOf(tx: OrgTx, text: string, values: readonly unknown[]): Promise<readonly PersonId[]> {
  return (await sql(tx).query<Who>(text, values)).map(({ id }) => id);
}
