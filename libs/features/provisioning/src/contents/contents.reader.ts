import { Injectable } from '@nestjs/common';
import { foldedSql } from '#engines/scim';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryScope } from '../directories/directory.js';
import type { ContentsPage, ListedGroup, ListedUser } from './contents.js';

/** What a directory holds, for the console. */
@Injectable()
export class ContentsReader {
  users(tx: OrgTx, { orgId, directoryId }: DirectoryScope, page: ContentsPage): Promise<readonly ListedUser[]> {
    const { after, search, groupId, limit } = page;
    return sql(tx).query<ListedUser & Record<string, unknown>>(
      `select u.id, u.user_name as "userName", u.label, u.email_key as email, u.external_id as "externalId", u.active,
              u.person_id as "personId", u.updated_at as "updatedAt"
         from directory_users u
        where u.org_id = $1::uuid and u.directory_id = $2::uuid and ($3::uuid is null or u.id > $3::uuid)
          and ($4::text is null or strpos(u.user_name_key, ${foldedSql('$4::text')}) > 0 or strpos(${foldedSql('u.label')}, ${foldedSql('$4::text')}) > 0)
          and ($5::uuid is null or exists (select 1 from directory_group_members m
            where m.org_id = u.org_id and m.directory_id = u.directory_id and m.group_id = $5::uuid and m.user_id = u.id))
        order by u.id limit $6::int`,
      [orgId, directoryId, after, search, groupId, limit],
    );
  }

  groups(tx: OrgTx, { orgId, directoryId }: DirectoryScope, page: ContentsPage): Promise<readonly ListedGroup[]> {
    return sql(tx).query<ListedGroup & Record<string, unknown>>(
      `select g.id, g.display_name as "displayName", g.external_id as "externalId", g.updated_at as "updatedAt",
              (select count(*)::int from directory_group_members m
                where m.org_id = g.org_id and m.directory_id = g.directory_id and m.group_id = g.id) as members
         from directory_groups g
        where g.org_id = $1::uuid and g.directory_id = $2::uuid and ($3::uuid is null or g.id > $3::uuid)
          and ($4::text is null or strpos(g.display_name_key, ${foldedSql('$4::text')}) > 0)
        order by g.id limit $5::int`,
      [orgId, directoryId, page.after, page.search, page.limit],
    );
  }
}
