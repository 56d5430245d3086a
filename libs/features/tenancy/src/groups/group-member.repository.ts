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
  replaceOfPerson(
    tx: OrgTx,
    scope: OrgScope,
    { groups, ...whose }: { personId: PersonId; sourceId: string; groups: readonly GroupId[] },
  ): Promise<GroupChange<GroupId>> {
    return exchange(tx, scope, { ...whose, wanted: groups }, OF_SOURCE);
  }

  /** Of the groups that a connection asserts, makes exactly those of these names hers; they are there. */
  replaceAsserted(
    tx: OrgTx,
    scope: OrgScope,
    { names, ...whose }: { personId: PersonId; sourceId: string; names: readonly string[] },
  ): Promise<GroupChange<GroupId>> {
    return exchange(tx, scope, { ...whose, wanted: names }, OF_CONNECTION);
  }
}

async function idsOf(tx: OrgTx, text: string, values: readonly unknown[]): Promise<readonly PersonId[]> {
  return (await sql(tx).query<Who>(text, values)).map(({ id }) => id);
}

/** Statements by which she leaves groups of a source and enters others: `$3` is the source, `$4` what tells the wanted ones. */
interface Exchange {
  readonly leave: string;
  readonly enter: string;
  /** Under which they are kept prepared. */
  readonly names: { readonly leave: string; readonly enter: string };
}

/** @param ofSource @param isWanted conditions on a group `g` */
const exchangeOf = (ofSource: string, isWanted: string, names: Exchange['names']): Exchange => ({
  names,
  leave: `delete from group_members m using groups g
     where m.org_id = $1::uuid and m.person_id = $2::uuid and g.org_id = m.org_id and g.id = m.group_id
       and ${ofSource} and not (${isWanted})
     returning m.group_id as id`,
  enter: `insert into group_members (org_id, group_id, person_id)
     select g.org_id, g.id, $2::uuid from groups g where g.org_id = $1::uuid and ${ofSource} and ${isWanted}
      order by g.id
         on conflict do nothing returning group_id as id`,
});
const OF_SOURCE = exchangeOf('g.source_id = $3::uuid', 'g.id = any ($4::uuid[])', {
  leave: 'group_member.leave',
  enter: 'group_member.enter',
});
const OF_CONNECTION = exchangeOf("g.source = 'connection' and g.source_id = $3::uuid", 'g.name = any ($4::text[])', {
  leave: 'group_member.unasserted',
  enter: 'group_member.asserted',
});

/** The server is waited for once. */
async function exchange(
  tx: OrgTx,
  { orgId }: OrgScope,
  { personId, sourceId, wanted }: { personId: PersonId; sourceId: string; wanted: readonly string[] },
  { leave, enter, names }: Exchange,
): Promise<GroupChange<GroupId>> {
  const values = [orgId, personId, sourceId, wanted];
  const ask = (text: string, name: string): Promise<readonly { id: GroupId }[]> =>
    sql(tx).query<{ id: GroupId }>(text, values, name);
  const [removed, added] = await together(
    tx,
    () => ask(leave, names.leave),
    async () => (wanted.length === 0 ? [] : ask(enter, names.enter)),
  );
  return { added: added.map(({ id }) => id), removed: removed.map(({ id }) => id) };
}
