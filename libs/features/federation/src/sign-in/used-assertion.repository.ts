import { Injectable } from '@nestjs/common';
import { secretHash } from '#features/identity';
import type { OrgTx, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { Connection } from '../connections/connection.js';

/** Rows of the table `used_assertions`. */
@Injectable()
export class UsedAssertionRepository {
  /** Takes the assertion; of several that come with the same one, in whatever process, one is answered yes. */
  async take(
    tx: OrgTx,
    { orgId, id }: Pick<Connection, 'orgId' | 'id'>,
    assertionId: string,
    expiresAt: Date,
  ): Promise<boolean> {
    const taken = await sql(tx).query(
      `insert into used_assertions (org_id, connection_id, assertion_hash, expires_at)
       values ($1::uuid, $2::uuid, $3::bytea, $4::timestamptz) on conflict do nothing returning true as taken`,
      [orgId, id, secretHash(assertionId), expiresAt],
    );
    return taken.length === 1;
  }

  async sweep(tx: SystemTx): Promise<number> {
    return (await sql(tx).query('delete from used_assertions where expires_at < now() returning true as swept')).length;
  }
}
