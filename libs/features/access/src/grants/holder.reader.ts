import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { RoleHolder } from '../roles/role-grant.js';

/** What whoever holds roles is called. Names of people belong to no org, so this looks across, and names the org in every query. */
@Injectable()
export class HolderReader {
  /** By id; whoever is not of this org has none. @param kind only those of this kind */
  async labelsOf(
    tx: SystemTx,
    { orgId }: Pick<RequestContext, 'orgId'>,
    ids: readonly string[],
    kind: RoleHolder['kind'] | null = null,
  ): Promise<ReadonlyMap<string, string>> {
    const found = await sql(tx).query<{ id: string; label: string }>(
      `select p.id, p.email as label from memberships m join people p on p.id = m.person_id
        where m.org_id = $1::uuid and m.person_id = any ($2::uuid[]) and coalesce($3, 'person') = 'person'
        union all
       select id, name from groups where org_id = $1::uuid and id = any ($2::uuid[]) and coalesce($3, 'group') = 'group'
        union all
       select id, name from service_accounts
        where org_id = $1::uuid and id = any ($2::uuid[]) and coalesce($3, 'service') = 'service'`,
      [orgId, [...new Set(ids)], kind],
    );
    return new Map(found.map(({ id, label }) => [id, label]));
  }
}
