import { Injectable } from '@nestjs/common';
import type { Attributes } from '#engines/scim';
import { newId, type PersonId } from '#kernel';
import { isUniqueViolation, type OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryContext, DirectoryScope } from '../directories/directory.js';
import { type DirectoryUser, type DirectoryUserId, keysOf } from './directory-user.js';
import { UserNameTaken } from '../scim/scim.errors.js';

export interface NewUser {
  readonly id: DirectoryUserId;
  readonly attributes: Attributes;
}

/** Rows of the table `directory_users`. */
@Injectable()
export class DirectoryUserRepository {
  /**
   * Adds users and what the log says of them in one statement, however many they are. Answers the ids of those that were added: of the others
   * the name is taken.
   */
  async insertAll(tx: OrgTx, ctx: DirectoryContext, users: readonly NewUser[]): Promise<ReadonlySet<string>> {
    const keys = users.map(({ attributes }) => keysOf(attributes));
    const made = await sql(tx).query<{ id: string }>(
      `with given as (
         select * from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::boolean[], $10::text[], $11::jsonb[], $12::uuid[])
             as g (id, user_name, user_name_key, external_id, active, email_key, has_more_emails, label, doc, log_id)
       ), made as (
         insert into directory_users (org_id, directory_id, id, user_name, user_name_key, external_id, active, email_key, has_more_emails, label,
                doc, created_at, updated_at, awaits_link)
         select $1::uuid, $2::uuid, id, user_name, user_name_key, external_id, active, email_key, has_more_emails, label, doc,
                $13::timestamptz, $13::timestamptz, email_key is not null from given
             on conflict do nothing returning id, label
       ), logged as (
         insert into provisioning_log (org_id, id, directory_id, at, actor, request_id, method, resource, resource_id, label, status, changes)
         select $1::uuid, g.log_id, $2::uuid, $13::timestamptz, $14::text, $15::text, 'POST', 'Users', g.id::text, g.label, 201,
                jsonb_build_array(jsonb_build_object('attribute', 'userName', 'before', null, 'after', g.user_name))
           from given g join made m on m.id = g.id
       )
       select id from made`,
      [
        ...[ctx.orgId, ctx.directoryId, users.map(({ id }) => id)],
        ...[keys.map((key) => key.userName), keys.map((key) => key.userNameKey), keys.map((key) => key.externalId)],
        ...[keys.map((key) => key.active), keys.map((key) => key.emailKey), keys.map((key) => key.hasMoreEmails)],
        ...[keys.map((key) => key.label), users.map(({ attributes }) => JSON.stringify(attributes))],
        ...[users.map(() => newId(ctx.now)), ctx.now, ctx.principal.label, ctx.requestId],
      ],
      users.length === 1 ? 'scim.user.insert' : undefined,
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
        `update directory_users set user_name = $4, user_name_key = $5, external_id = $6, active = $7::boolean, email_key = $8,
                has_more_emails = $9::boolean, label = $10, doc = $11::jsonb, version = version + 1, updated_at = $12::timestamptz,
                awaits_link = person_id is null and $8::text is not null
          where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid`,
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
      `update directory_users set person_id = $4::uuid, awaits_link = false
        where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid`,
      [scope.orgId, scope.directoryId, id, personId],
    );
  }

  /** Somebody has looked who they are. */
  async markSeen(tx: OrgTx, scope: DirectoryScope, ids: readonly DirectoryUserId[]): Promise<void> {
    await sql(tx).query(
      'update directory_users set awaits_link = false where org_id = $1::uuid and directory_id = $2::uuid and id = any ($3::uuid[])',
      [scope.orgId, scope.directoryId, ids],
    );
  }
}
