import { Injectable } from '@nestjs/common';
import type { Attributes } from '#engines/scim';
import type { PersonId } from '#kernel';
import { isUniqueViolation, type OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryContext, DirectoryScope } from '../directories/directory.js';
import { type DirectoryUser, type DirectoryUserId, keysOf } from './directory-user.js';
import { UserNameTaken } from '../scim/scim.errors.js';

export interface NewUser {
  readonly id: DirectoryUserId;
  readonly attributes: Attributes;
}

/** A user of whom nobody has looked yet who she is. */
export interface Arrival {
  readonly id: DirectoryUserId;
  readonly turn: number;
}

const GIVEN = {
  ...{
    id: 'uuid',
    user_name: 'text',
    user_name_key: 'text',
    external_id: 'text',
    active: 'boolean',
    email_key: 'text',
  },
  ...{ has_more_emails: 'boolean', label: 'text', doc: 'jsonb' },
} as const;
const BEFORE_GIVEN = 5;
const given = (suffix: string): string =>
  Object.values(GIVEN)
    .map((type, at) => `$${at + BEFORE_GIVEN + 1}::${type}${suffix}`)
    .join(', ');

/**
 * Users, what the log says of them, and that nobody has looked yet who they are: all of it or, of those whose name is taken, nothing. The entry in
 * the log bears the id of the user whom it is about.
 */
const insertFrom = (source: string): string =>
  `with made as (
     insert into directory_users (org_id, directory_id, created_at, updated_at, ${Object.keys(GIVEN).join(', ')})
     select $1::uuid, $2::uuid, $3::timestamptz, $3::timestamptz, given.* from ${source}
         on conflict do nothing returning id, user_name, label, email_key
   ), arrived as (
     insert into directory_arrivals (org_id, directory_id, user_id)
     select $1::uuid, $2::uuid, id from made where email_key is not null
   ), logged as (
     insert into provisioning_log (org_id, id, directory_id, at, actor, request_id, method, resource, resource_id, label, status, changes)
     select $1::uuid, id, $2::uuid, $3::timestamptz, $4::text, $5::text, 'POST', 'Users', id::text, label, 201,
            jsonb_build_array(jsonb_build_object('attribute', 'userName', 'before', null, 'after', user_name))
       from made
   )
   select id from made`;
const INSERT_ONE = insertFrom(`(values (${given('')})) as given`);
const INSERT_MANY = insertFrom(`unnest(${given('[]')}) as given`);

/** Rows of the tables `directory_users` and `directory_arrivals`. */
@Injectable()
export class DirectoryUserRepository {
  /**
   * Adds users and what the log says of them in one statement, however many they are. Answers the ids of those that were added: of the others
   * the name is taken.
   */
  async insertAll(tx: OrgTx, ctx: DirectoryContext, users: readonly NewUser[]): Promise<ReadonlySet<string>> {
    const keys = users.map(({ attributes }) => keysOf(attributes));
    const columns = [
      users.map(({ id }) => id),
      ...[keys.map((key) => key.userName), keys.map((key) => key.userNameKey), keys.map((key) => key.externalId)],
      ...[keys.map((key) => key.active), keys.map((key) => key.emailKey), keys.map((key) => key.hasMoreEmails)],
      ...[keys.map((key) => key.label), users.map(({ attributes }) => JSON.stringify(attributes))],
    ];
    const isOne = users.length === 1;
    const made = await sql(tx).query<{ id: string }>(
      isOne ? INSERT_ONE : INSERT_MANY,
      [
        ...[ctx.orgId, ctx.directoryId, ctx.now, ctx.principal.label, ctx.requestId],
        ...(isOne ? columns.map(([only]) => only) : columns),
      ],
      isOne ? 'scim.user.insert' : 'scim.user.insert.many',
    );
    return new Set(made.map(({ id }) => id));
  }

  /** Locks the row until the transaction ends. */
  async findForUpdate(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    id: DirectoryUserId,
  ): Promise<DirectoryUser | null> {
    const [row] = await sql(tx).query<DirectoryUser & Record<string, unknown>>(
      `select id, doc as attributes, active, version, created_at as "createdAt", updated_at as "updatedAt", person_id as "personId"
         from directory_users where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid for update`,
      [orgId, directoryId, id],
    );
    return row ?? null;
  }

  /** Makes the user what `attributes` say, as a new version. @throws UserNameTaken */
  async update(
    tx: OrgTx,
    { orgId, directoryId, now }: DirectoryContext,
    user: NewUser & { active: boolean },
  ): Promise<void> {
    const { userName, userNameKey, externalId, active, emailKey, hasMoreEmails, label } = keysOf(
      user.attributes,
      user.active,
    );
    try {
      await sql(tx).query(
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
      );
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new UserNameTaken(`The userName "${userName}" is taken in this directory.`, { cause: error });
    }
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
    await sql(tx).query(
      `delete from directory_arrivals a using unnest($3::uuid[], $4::int[]) as s (user_id, turn)
        where a.org_id = $1::uuid and a.directory_id = $2::uuid and a.user_id = s.user_id and a.turn = s.turn`,
      [orgId, directoryId, seen.map(({ id }) => id), seen.map(({ turn }) => turn)],
    );
  }
}
