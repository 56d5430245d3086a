import { Injectable } from '@nestjs/common';
import { type Condition, filterSql, folded, type MemberStep, ScimRefusal, SqlParameters } from '#engines/scim';
import type { GroupId } from '#features/tenancy';
import { isUuid, type PersonId } from '#kernel';
import { isUniqueViolation, type OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryContext, DirectoryScope } from '../directories/directory.js';
import { GroupNameTaken } from '../scim/scim.errors.js';
import type { DirectoryGroup, MembersChange } from './directory-group.js';
import { memberGround } from './group-ground.js';

const COLUMNS = `id, display_name as "displayName", external_id as "externalId", version, created_at as "createdAt", updated_at as "updatedAt"`;
const OF_GROUP = 'm.org_id = $1::uuid and m.directory_id = $2::uuid and m.group_id = $3::uuid';
const PERSON = `(select p.person_id from directory_users p where p.org_id = m.org_id and p.directory_id = m.directory_id and p.id = m.user_id)`;
const NOTHING: MembersChange = { added: 0, removed: 0, entered: [], left: [] };

type Words = Pick<DirectoryGroup, 'displayName' | 'externalId'>;

/** Rows of the tables `directory_groups` and `directory_group_members`; of the latter always sets, never one by one. */
@Injectable()
export class DirectoryGroupRepository {
  /** @throws GroupNameTaken */
  async insert(
    tx: OrgTx,
    { orgId, directoryId, now }: DirectoryContext,
    group: Words & { id: GroupId },
  ): Promise<void> {
    await unlessTaken(group, () =>
      sql(tx).query(
        `insert into directory_groups (org_id, directory_id, id, display_name, display_name_key, external_id, created_at, updated_at)
         values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7::timestamptz, $7::timestamptz)`,
        [orgId, directoryId, group.id, group.displayName, folded(group.displayName), group.externalId, now],
      ),
    );
  }

  /**
   * Nobody of the directory becomes a person here until the transaction ends: whoever enters a group now is either one already, or is put into
   * the group when she becomes one.
   */
  async holdLinks(tx: OrgTx, { directoryId }: DirectoryScope): Promise<void> {
    await sql(tx).query(`select pg_advisory_xact_lock_shared(hashtextextended($1, 0))::text as held`, [directoryId]);
  }

  /** Locks the row: changes of one group happen one after another. As `holdLinks`, too. */
  async findForUpdate(tx: OrgTx, { orgId, directoryId }: DirectoryScope, id: GroupId): Promise<DirectoryGroup | null> {
    const [row] = await sql(tx).query<DirectoryGroup & Record<string, unknown>>(
      `select ${COLUMNS}, pg_advisory_xact_lock_shared(hashtextextended($2::uuid::text, 0))::text as held from directory_groups where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid for update`,
      [orgId, directoryId, id],
      'scim.group.lock',
    );
    return row ?? null;
  }

  /** A new version of the group, in which only its members are others. */
  async touch(tx: OrgTx, { orgId, directoryId, now }: DirectoryContext, id: GroupId): Promise<void> {
    await sql(tx).post(
      `update directory_groups set version = version + 1, updated_at = $4::timestamptz
        where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid`,
      [orgId, directoryId, id, now],
      'scim.group.touch',
    );
  }

  /** A new version of the group, with these words. @throws GroupNameTaken */
  async update(
    tx: OrgTx,
    { orgId, directoryId, now }: DirectoryContext,
    group: Words & { id: GroupId },
  ): Promise<void> {
    await unlessTaken(group, () =>
      sql(tx).query(
        `update directory_groups set display_name = $4, display_name_key = $5, external_id = $6, version = version + 1, updated_at = $7::timestamptz
          where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid`,
        [orgId, directoryId, group.id, group.displayName, folded(group.displayName), group.externalId, now],
      ),
    );
  }

  async remove(tx: OrgTx, { orgId, directoryId }: DirectoryScope, id: GroupId): Promise<void> {
    await sql(tx).query(
      'delete from directory_groups where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid',
      [orgId, directoryId, id],
    );
  }

  /** @throws ScimRefusal invalidValue for members whom the directory does not have, noTarget where those to be replaced are not in the group */
  async take(tx: OrgTx, scope: DirectoryScope, id: GroupId, step: MemberStep): Promise<MembersChange> {
    switch (step.kind) {
      case 'add':
        return this.add(tx, scope, id, step.ids);
      case 'remove':
        return this.removeWhere(tx, { scope, id }, `m.user_id = any ($4::uuid[])`, [step.ids.filter(isUuid)]);
      case 'clear':
        return this.removeWhere(tx, { scope, id }, 'true', []);
      case 'replace': {
        const gone = await this.removeWhere(tx, { scope, id }, 'not (m.user_id = any ($4::uuid[]))', [
          step.ids.filter(isUuid),
        ]);
        const come = await this.add(tx, scope, id, step.ids);
        return { added: come.added, removed: gone.removed, entered: come.entered, left: gone.left };
      }
      case 'remove-where':
        return this.removeChosen(tx, { scope, id }, step.where);
      case 'replace-where': {
        const gone = await this.removeChosen(tx, { scope, id }, step.where);
        if (gone.removed === 0) throw new ScimRefusal('noTarget', 'The filter of the path chooses no member.');
        const come = await this.add(tx, scope, id, step.ids);
        return { added: come.added, removed: gone.removed, entered: come.entered, left: gone.left };
      }
    }
  }

  private async add(tx: OrgTx, scope: DirectoryScope, id: GroupId, ids: readonly string[]): Promise<MembersChange> {
    if (ids.length === 0) return NOTHING;
    const strange = ids.find((one) => !isUuid(one));
    if (strange !== undefined) throw noSuchMember(strange);
    // Planned anew each time: a plan kept for any number of ids walks all people of the directory, and compares each with every id.
    const [done] = await sql(tx).query<{ known: number; added: number; people: PersonId[] | null }>(
      `with known as (
         select u.id, u.person_id from directory_users u
          where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = any ($4::uuid[])
       ), come as (
         insert into directory_group_members (org_id, directory_id, group_id, user_id)
         select $1::uuid, $2::uuid, $3::uuid, id from known order by id on conflict do nothing returning user_id
       )
       select (select count(*)::int from known) as known, (select count(*)::int from come) as added,
              (select array_agg(k.person_id::text) from come c join known k on k.id = c.user_id where k.person_id is not null) as people`,
      [scope.orgId, scope.directoryId, id, ids],
    );
    if (done === undefined || done.known < ids.length) throw noSuchMember(await this.missing(tx, scope, ids));
    return { ...NOTHING, added: done.added, entered: done.people ?? [] };
  }

  private removeChosen(
    tx: OrgTx,
    { scope, id }: { scope: DirectoryScope; id: GroupId },
    where: Condition,
  ): Promise<MembersChange> {
    const parameters = new SqlParameters([scope.orgId, scope.directoryId, id]);
    const chosen = filterSql(where, memberGround, parameters);
    return this.removeWhere(tx, { scope, id }, chosen, parameters.values.slice(3));
  }

  private async removeWhere(
    tx: OrgTx,
    { scope, id }: { scope: DirectoryScope; id: GroupId },
    where: string,
    values: readonly unknown[],
  ): Promise<MembersChange> {
    const gone = await sql(tx).query<{ person: PersonId | null }>(
      `delete from directory_group_members m where ${OF_GROUP} and ${where} returning ${PERSON} as person`,
      [scope.orgId, scope.directoryId, id, ...values],
    );
    const left = gone.flatMap(({ person }) => (person === null ? [] : [person]));
    return { ...NOTHING, removed: gone.length, left };
  }

  private async missing(tx: OrgTx, scope: DirectoryScope, ids: readonly string[]): Promise<string> {
    const [row] = await sql(tx).query<{ id: string }>(
      `select w.id::text from unnest($3::uuid[]) as w (id) where not exists (
         select 1 from directory_users u where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = w.id) limit 1`,
      [scope.orgId, scope.directoryId, ids],
    );
    return row?.id ?? '';
  }
}

const noSuchMember = (id: string): ScimRefusal =>
  new ScimRefusal(
    'invalidValue',
    `There is no user "${id.slice(0, 100)}" in this directory, so it cannot be a member.`,
  );

async function unlessTaken({ displayName }: Words, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new GroupNameTaken(`The displayName "${displayName}" is taken in this directory.`, { cause: error });
  }
}
