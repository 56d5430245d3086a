import { Injectable } from '@nestjs/common';
import type { Attributes } from '#engines/scim';
import type { GroupId } from '#features/tenancy';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryScope } from '../directories/directory.js';
import { type PlacedQuery, type ResourcePage, totalOf } from '../scim/placed-query.js';
import { type DirectoryGroup, groupResource } from './directory-group.js';

interface Row extends DirectoryGroup, Record<string, unknown> {
  readonly members: readonly object[] | null;
  readonly key?: string | null;
}

/** `base` is an origin and a path of ours: it holds no quote. */
const columns = (base: string, withMembers: boolean): string =>
  `u.id, u.display_name as "displayName", u.external_id as "externalId", u.version, u.created_at as "createdAt", u.updated_at as "updatedAt", ${
    withMembers
      ? `coalesce((select json_agg(json_build_object('value', m.user_id, '$ref', '${base}/Users/' || m.user_id, 'type', 'User'))
            from directory_group_members m
           where m.org_id = u.org_id and m.directory_id = u.directory_id and m.group_id = u.id), '[]')`
      : 'null::json'
  } as members`;

/** Groups as SCIM shows them. Who is in them is read only where it is asked for. */
@Injectable()
export class DirectoryGroupReader {
  async find(
    tx: OrgTx,
    { orgId, directoryId, base }: DirectoryScope & { base: string },
    id: GroupId,
    withMembers: boolean,
  ): Promise<Attributes | null> {
    const [row] = await sql(tx).query<Row>(
      `select ${columns(base, withMembers)} from directory_groups u where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = $3::uuid`,
      [orgId, directoryId, id],
    );
    return row === undefined ? null : groupResource(base, row);
  }

  async page(tx: OrgTx, base: string, query: PlacedQuery, withMembers: boolean): Promise<ResourcePage> {
    const found = await sql(tx).query<Row>(query.text(columns(base, withMembers)), query.values);
    const [counted] =
      totalOf(query, found.length) === null
        ? await sql(tx).query<{ total: number }>(query.countText, query.countValues)
        : [];
    const total = counted?.total ?? totalOf(query, found.length) ?? 0;
    return {
      total,
      resources: found.map((row) => groupResource(base, row)),
      keys: found.map(({ id, key }) => ({ id, key: key ?? null })),
    };
  }
}
