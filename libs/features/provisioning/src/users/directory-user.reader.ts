import { Injectable } from '@nestjs/common';
import type { Attributes } from '#engines/scim';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryScope } from '../directories/directory.js';
import type { PlacedQuery, ResourcePage } from '../scim/placed-query.js';
import { totalOf } from '../scim/placed-query.js';
import { type DirectoryUserId, type GroupShown, userResource } from './directory-user.js';
import { GROUPS_OF_USER } from './groups-of-user.js';

interface Row extends Record<string, unknown> {
  readonly id: DirectoryUserId;
  readonly doc: Attributes;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly groups: readonly GroupShown[] | null;
  readonly key?: string | null;
}

const columns = (withGroups: boolean): string =>
  `u.id, u.doc, u.version, u.created_at, u.updated_at, ${withGroups ? GROUPS_OF_USER : 'null'} as groups`;

/** Users as SCIM shows them. */
@Injectable()
export class DirectoryUserReader {
  async find(
    tx: OrgTx,
    { orgId, directoryId, base }: DirectoryScope & { base: string },
    id: DirectoryUserId,
    withGroups = true,
  ): Promise<Attributes | null> {
    const [row] = await sql(tx).query<Row>(
      `select ${columns(withGroups)} from directory_users u where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = $3::uuid`,
      [orgId, directoryId, id],
      withGroups ? 'scim.user.find' : 'scim.user.find.plain',
    );
    return row === undefined ? null : toResource(base, row);
  }

  async page(tx: OrgTx, base: string, query: PlacedQuery, withGroups: boolean): Promise<ResourcePage> {
    const name = query.name === null ? undefined : `${query.name}${withGroups ? '' : '.plain'}`;
    const found = await sql(tx).query<Row>(query.text(columns(withGroups)), query.values, name);
    const total = totalOf(query, found.length) ?? (await this.count(tx, query));
    return {
      total,
      resources: found.map((row) => toResource(base, row)),
      keys: found.map(({ id, key }) => ({ id, key: key ?? null })),
    };
  }

  private async count(tx: OrgTx, query: PlacedQuery): Promise<number> {
    const [row] = await sql(tx).query<{ total: number }>(query.countText, query.countValues);
    return row?.total ?? 0;
  }
}

const toResource = (
  base: string,
  { id, doc, version, created_at: createdAt, updated_at: updatedAt, groups }: Row,
): Attributes => userResource(base, { id, attributes: doc, version, createdAt, updatedAt, groups });
