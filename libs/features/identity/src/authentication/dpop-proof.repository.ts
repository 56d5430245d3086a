import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';

/** Rows of the table `dpop_proofs`. */
@Injectable()
export class DpopProofRepository {
  /** Takes the proof; of several that come with the same one, one is answered yes. */
  async take(
    tx: OrgTx,
    orgId: OrgId,
    { keyThumbprint, jti }: { keyThumbprint: string; jti: string },
    expiresAt: Date,
  ): Promise<boolean> {
    // This commit waits for no disk: whatever the request goes on to commit is written after it, and takes it to the disk before it is answered.
    const taken = await sql(tx).query(
      `with unhurried as (select set_config('synchronous_commit', 'off', true) as set)
       insert into dpop_proofs (org_id, jti_hash, expires_at) select $1::uuid, $2::bytea, $3::timestamptz from unhurried where set is not null
       on conflict do nothing returning true as taken`,
      [orgId, secretHash(`${keyThumbprint}\u0000${jti}`), expiresAt],
    );
    return taken.length === 1;
  }

  async sweep(tx: SystemTx): Promise<number> {
    return (await sql(tx).query('delete from dpop_proofs where expires_at < now() returning true as swept')).length;
  }

  /** Payloads of the provider that belong to a machine's grant which was revoked. */
  async sweepRevoked(tx: SystemTx): Promise<number> {
    const { count } = await rows(tx).providerPayload.deleteMany({
      where: { grantId: { in: await revokedGrants(tx) } },
    });
    return count;
  }
}

async function revokedGrants(tx: SystemTx): Promise<string[]> {
  const found = await sql(tx).query<{ id: string }>(
    `select g.id from machine_grants g
      where g.revoked_at is not null and exists (select 1 from provider_payloads p where p.grant_id = g.id) limit 1000`,
  );
  return found.map(({ id }) => id);
}
