import { Injectable } from '@nestjs/common';
import type { Attributes } from '#engines/scim';
import type { PersonId } from '#kernel';
import { isUniqueViolation, type OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryContext, DirectoryScope } from '../directories/directory.js';
import { type DirectoryUser, type DirectoryUserId, type GroupShown, keysOf } from './directory-user.js';
import { GROUPS_OF_USER } from './groups-of-user.js';

export interface NewUser {
  readonly id: DirectoryUserId;
  readonly attributes: Attributes;
}

/** A user as she stands before a change, and the groups that she is in; null where there is none. */
export interface UserFound extends DirectoryUser {
  readonly groups: readonly GroupShown[] | null;
}

/** A user of whom nobody has looked yet who she is. */
export interface Arrival {
  readonly id: DirectoryUserId;
  readonly turn: number;
}

/** A new user, and the request that brings her. */
export interface Brought {
  readonly ctx: DirectoryContext;
  readonly user: NewUser;
}

const NAME_IS_ONES = 'directory_users_name_key';
const GIVEN = {
  ...{ id: 'uuid', created_at: 'timestamptz', user_name: 'text', user_name_key: 'text', external_id: 'text' },
  ...{ active: 'boolean', email_key: 'text', has_more_emails: 'boolean', label: 'text', doc: 'jsonb' },
} as const;
/** What the log says of her beside what is hers. */
const NOTED = { actor: 'text', request_id: 'text' } as const;
const BEFORE_GIVEN = 2;
const given = (suffix: string): string =>
  Object.values({ ...GIVEN, ...NOTED })
    .map((type, at) => `$${at + BEFORE_GIVEN + 1}::${type}${suffix}`)
    .join(', ');

/**
 * Users, what the log says of them, and that nobody has looked yet who they are: all of it or, of those whose name is taken, nothing. The entry in
 * the log bears the id of the user whom it is about.
 */
const insertFrom = (source: string): string =>
  `with given (${Object.keys({ ...GIVEN, ...NOTED }).join(', ')}) as materialized (select * from ${source}), made as (
     insert into directory_users (org_id, directory_id, updated_at, ${Object.keys(GIVEN).join(', ')})
     select $1::uuid, $2::uuid, created_at, ${Object.keys(GIVEN).join(', ')} from given
         on conflict do nothing returning id, email_key
   ), arrived as (
     insert into directory_arrivals (org_id, directory_id, user_id)
     select $1::uuid, $2::uuid, id from made where email_key is not null
   ), logged as (
     insert into provisioning_log (org_id, id, directory_id, at, actor, request_id, method, resource, resource_id, label, status, changes)
     select $1::uuid, id, $2::uuid, created_at, actor, request_id, 'POST', 'Users', id::text, label, 201,
            jsonb_build_array(jsonb_build_object('attribute', 'userName', 'before', null, 'after', user_name))
       from made join given using (id)
   )
   select id from made`;
const INSERT_ONE = insertFrom(`(values (${given('')})) as one`);
const INSERT_MANY = insertFrom(`unnest(${given('[]')}) as many`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Rows of the tables `directory_users` and `directory_arrivals`. */
@Injectable()
export class DirectoryUserRepository {
  /** As `insertEach`, for users whom one request brings. */
  insertAll(tx: OrgTx, ctx: DirectoryContext, users: readonly NewUser[]): Promise<ReadonlySet<string>> {
    return this.insertEach(
      tx,
      ctx,
      users.map((user) => ({ ctx, user })),
    );
  }

  /**
   * Adds users and what the log says of them in one statement, however many they are. Answers the ids of those that were added: of the others
   * the name is taken.
   */
  async insertEach(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    brought: readonly Brought[],
  ): Promise<ReadonlySet<string>> {
    const lines = brought
      .map(({ ctx, user }) => ({ ctx, user, keys: keysOf(user.attributes) }))
      // In an order that everybody keeps: of two who bring the same names, one waits for the other and not each for each.
      .sort((a, b) => compare(a.keys.userNameKey, b.keys.userNameKey))
      .map(({ ctx, user: { id, attributes }, keys }) => [
        ...[id, ctx.now.toISOString(), keys.userName, keys.userNameKey, keys.externalId],
        ...[keys.active, keys.emailKey, keys.hasMoreEmails, keys.label, JSON.stringify(attributes)],
        ...[ctx.principal.label, ctx.requestId],
      ]);
    const [first = []] = lines;
    const isOne = lines.length === 1;
    const made = await sql(tx).query<{ id: string }>(
      isOne ? INSERT_ONE : INSERT_MANY,
      [orgId, directoryId, ...(isOne ? first : first.map((_, column) => lines.map((line) => line[column])))],
      isOne ? 'scim.user.insert' : 'scim.user.insert.many',
    );
    return new Set(made.map(({ id }) => id));
  }

  /** Locks the row until the transaction ends. */
  async findForUpdate(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    id: DirectoryUserId,
  ): Promise<UserFound | null> {
    const [row] = await sql(tx).query<UserFound & Record<string, unknown>>(
      `select u.id, u.doc as attributes, u.active, u.version, u.created_at as "createdAt", u.updated_at as "updatedAt", u.person_id as "personId",
              ${GROUPS_OF_USER} as groups
         from directory_users u where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = $3::uuid for update of u`,
      [orgId, directoryId, id],
      'scim.user.lock',
    );
    return row ?? null;
  }

  /**
   * Makes the user what `attributes` say, as a new version. That her name is taken is told by the transaction as a whole: see `isNameTaken`.
   */
  async update(
    tx: OrgTx,
    { orgId, directoryId, now }: DirectoryContext,
    user: NewUser & { active: boolean },
  ): Promise<void> {
    const { userName, userNameKey, externalId, active, emailKey, hasMoreEmails, label } = keysOf(
      user.attributes,
      user.active,
    );
    await sql(tx).post(
      `with changed as (
         update directory_users set user_name = $4, user_name_key = $5, external_id = $6, active = $7::boolean, email_key = $8,
                has_more_emails = $9::boolean, label = $10, doc = $11::jsonb, version = version + 1, updated_at = $12::timestamptz
          where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid returning id, person_id, email_key
       )
       insert into directory_arrivals (org_id, directory_id, user_id)
       select $1::uuid, $2::uuid, id from changed where person_id is null and email_key is not null
           on conflict (org_id, directory_id, user_id) do update set turn = directory_arrivals.turn + 1`,
      [
        ...[orgId, directoryId, user.id, userName, userNameKey, externalId, active, emailKey, hasMoreEmails, label],
        ...[JSON.stringify(user.attributes), now],
      ],
      'scim.user.update',
    );
  }

  /** Whether a transaction failed because a user's name is another's. */
  isNameTaken(error: unknown): boolean {
    return isUniqueViolation(error, NAME_IS_ONES);
  }

  async remove(tx: OrgTx, { orgId, directoryId }: DirectoryScope, id: DirectoryUserId): Promise<void> {
    await sql(tx).query(
      'delete from directory_users where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid',
      [orgId, directoryId, id],
    );
  }

  /** One after another with changes of the directory's groups: see DirectoryGroupRepository.holdLinks. */
  async beginLinking(tx: OrgTx, { directoryId }: DirectoryScope): Promise<void> {
    await sql(tx).query(`select pg_advisory_xact_lock(hashtextextended($1, 0))::text as held`, [directoryId]);
  }

  async link(tx: OrgTx, scope: DirectoryScope, id: DirectoryUserId, personId: PersonId | null): Promise<void> {
    await sql(tx).query(
      'update directory_users set person_id = $4::uuid where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid',
      [scope.orgId, scope.directoryId, id, personId],
    );
  }

  /** Locks their rows, in the order that everybody keeps. */
  async hold(tx: OrgTx, { orgId, directoryId }: DirectoryScope, ids: readonly DirectoryUserId[]): Promise<void> {
    await sql(tx).query(
      `select id from directory_users where org_id = $1::uuid and directory_id = $2::uuid and id = any ($3::uuid[]) order by id for update`,
      [orgId, directoryId, ids],
    );
  }

  /** Somebody has looked who they are. Who came anew meanwhile stays. */
  async markSeen(tx: OrgTx, { orgId, directoryId }: DirectoryScope, seen: readonly Arrival[]): Promise<void> {
    await sql(tx).post(
      `delete from directory_arrivals a using unnest($3::uuid[], $4::int[]) as s (user_id, turn)
        where a.org_id = $1::uuid and a.directory_id = $2::uuid and a.user_id = s.user_id and a.turn = s.turn`,
      [orgId, directoryId, seen.map(({ id }) => id), seen.map(({ turn }) => turn)],
      'scim.arrivals.seen',
    );
  }
}
