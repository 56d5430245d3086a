import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { isUniqueViolation, type OrgScope, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { Group, GroupId, NewGroup } from './group.js';
import { GroupNameTaken } from './group.errors.js';

const COLUMNS = `g.org_id as "orgId", g.id, g.name, g.source, g.source_id as "sourceId", g.created_at as "createdAt",
  (select count(*)::int from group_members m where m.org_id = g.org_id and m.group_id = g.id) as members`;

type GroupRow = Group & Record<string, unknown>;

/** Part of the list of groups: those behind the id `after`, with the words `search` in the name. */
export interface GroupPage {
  readonly after: string | null;
  readonly search: string | null;
  readonly limit: number;
}

/** Rows of the table `groups`. */
@Injectable()
export class GroupRepository {
  page(tx: OrgTx, { orgId }: OrgScope, { after, search, limit }: GroupPage): Promise<readonly Group[]> {
    return sql(tx).query<GroupRow>(
      `select ${COLUMNS} from groups g
        where g.org_id = $1::uuid and ($2::uuid is null or g.id > $2::uuid)
          and ($3::text is null or strpos(lower(g.name), lower($3)) > 0)
        order by g.id limit $4::int`,
      [orgId, after, search, limit],
    );
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: GroupId): Promise<Group | null> {
    const [group] = await sql(tx).query<GroupRow>(
      `select ${COLUMNS} from groups g where g.org_id = $1::uuid and g.id = $2::uuid`,
      [orgId, id],
    );
    return group ?? null;
  }

  countLocal(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    return rows(tx).group.count({ where: { orgId, source: 'local' } });
  }

  /** @throws GroupNameTaken */
  async insert(tx: OrgTx, { orgId }: OrgScope, group: NewGroup): Promise<void> {
    await unlessTaken(group.name, () => rows(tx).group.create({ data: { orgId, ...group }, select: { id: true } }));
  }

  /** @throws GroupNameTaken */
  async rename(tx: OrgTx, { orgId }: OrgScope, id: GroupId, name: string): Promise<void> {
    await unlessTaken(name, () => rows(tx).group.updateMany({ where: { orgId, id }, data: { name } }));
  }

  /** What was given to it goes with it. */
  async remove(tx: OrgTx, { orgId }: OrgScope, id: GroupId): Promise<boolean> {
    return (await rows(tx).group.deleteMany({ where: { orgId, id } })).count === 1;
  }

  /** Those that came by a directory or a connection and that a policy speaks to. */
  spokenTo(
    tx: OrgTx,
    { orgId }: OrgScope,
    { source, sourceId }: { source: 'directory' | 'connection'; sourceId: string },
  ): Promise<readonly Pick<Group, 'id' | 'name'>[]> {
    return sql(tx).query<Pick<Group, 'id' | 'name'> & Record<string, unknown>>(
      `select id, name from groups
        where org_id = $1::uuid and source = $3 and source_id = $2::uuid and policy_speaks_to(org_id, 'group', id)`,
      [orgId, sourceId, source],
    );
  }

  /** Those that a connection asserted, with what was given to them; answers which. */
  async removeOfConnection(tx: OrgTx, { orgId }: OrgScope, sourceId: string): Promise<readonly GroupId[]> {
    const removed = await sql(tx).query<{ id: GroupId }>(
      `delete from groups where org_id = $1::uuid and source = 'connection' and source_id = $2::uuid returning id`,
      [orgId, sourceId],
    );
    return removed.map(({ id }) => id);
  }

  /** Makes the groups that a connection asserts by these names, where there are none yet. `newIds` is as long as `names`. */
  async ensureAsserted(
    tx: OrgTx,
    { orgId }: OrgScope,
    wanted: { sourceId: string; names: readonly string[]; newIds: readonly GroupId[]; now: Date },
  ): Promise<void> {
    if (wanted.names.length === 0) return;
    await sql(tx).post(
      `insert into groups (org_id, id, name, source, source_id, created_at)
       select $1::uuid, w.id, w.name, 'connection', $2::uuid, $5 from unnest($3::uuid[], $4::text[]) as w (id, name)
           on conflict (org_id, source_id, name) where source = 'connection' do nothing`,
      [orgId, wanted.sourceId, wanted.newIds, wanted.names, wanted.now],
      'group.ensure',
    );
  }

  /** The ids of the groups that she is in. */
  async idsOfPerson(tx: OrgTx, { orgId }: OrgScope, personId: PersonId): Promise<readonly GroupId[]> {
    const found = await rows(tx).groupMember.findMany({ where: { orgId, personId }, select: { groupId: true } });
    return found.map(({ groupId }) => groupId as GroupId);
  }
}

async function unlessTaken(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new GroupNameTaken(`There is a group "${name}" already; choose another name.`, {}, { cause: error });
  }
}
