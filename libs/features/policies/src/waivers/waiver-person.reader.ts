import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import type { SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';

/** What people are called, who belong to no org. */
@Injectable()
export class WaiverPersonReader {
  /** The address of an active member of the org; null for everybody else. */
  async addressAcrossTenants(
    tx: SystemTx,
    { orgId, personId }: { orgId: OrgId; personId: string },
  ): Promise<string | null> {
    const [person] = await sql(tx).query<{ email: string }>(
      `select p.email from people p join memberships m on m.person_id = p.id
        where p.id = $1::uuid and m.org_id = $2::uuid and m.status = 'active'`,
      [personId, orgId],
    );
    return person?.email ?? null;
  }
}
