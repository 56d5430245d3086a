import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { BundleKey, BundleKeyState, SealedBundleKey } from './bundle-key.js';

type Scope = Pick<RequestContext, 'orgId'>;

const columns = {
  keyid: true,
  publicKey: true,
  sealedSeed: true,
  state: true,
  createdAt: true,
  retiresAt: true,
} as const;

/** Rows of the table `bundle_keys`. */
@Injectable()
export class BundleKeyRepository {
  async list(tx: OrgTx, { orgId }: Scope): Promise<readonly BundleKey[]> {
    const found = await rows(tx).bundleKey.findMany({
      where: { orgId },
      orderBy: { createdAt: 'desc' },
      select: columns,
    });
    return found.map((row) => ({ ...row, state: row.state as BundleKeyState }));
  }

  /** The keys that sign, the active one first. */
  async signing(tx: OrgTx, { orgId }: Scope): Promise<readonly SealedBundleKey[]> {
    return sql(tx).query<SealedBundleKey>(
      `select keyid, public_key as "publicKey", sealed_seed as "sealedSeed", state, created_at as "createdAt", retires_at as "retiresAt"
         from bundle_keys where org_id = $1::uuid and state <> 'retired' order by state, created_at desc`,
      [orgId],
    );
  }

  /** Adds the org's active key; false when it has one already, made this very moment by somebody else perhaps. */
  async insertActive(tx: OrgTx, { orgId }: Scope, key: Omit<SealedBundleKey, 'state' | 'retiresAt'>): Promise<boolean> {
    const added = await sql(tx).query(
      `insert into bundle_keys (org_id, keyid, public_key, sealed_seed, state, created_at) values ($1::uuid, $2, $3, $4, 'active', $5)
         on conflict (org_id) where state = 'active' do nothing returning keyid`,
      [orgId, key.keyid, Buffer.from(key.publicKey), Buffer.from(key.sealedSeed), key.createdAt],
    );
    return added.length === 1;
  }

  /** Turns the active key into a retiring one; its keyid, or null when there is none. */
  async retireActive(tx: OrgTx, { orgId }: Scope, retiresAt: Date): Promise<string | null> {
    const [turned] = await sql(tx).query<{ keyid: string }>(
      `update bundle_keys set state = 'retiring', retires_at = $2 where org_id = $1::uuid and state = 'active' returning keyid`,
      [orgId, retiresAt],
    );
    return turned?.keyid ?? null;
  }

  /** Destroys the seeds of the keys whose overlap is over; answers their keyids. */
  async destroyDue(tx: OrgTx, { orgId, now }: Pick<RequestContext, 'orgId' | 'now'>): Promise<readonly string[]> {
    const gone = await sql(tx).query<{ keyid: string }>(
      `update bundle_keys set state = 'retired', sealed_seed = null where org_id = $1::uuid and state = 'retiring' and retires_at <= $2 returning keyid`,
      [orgId, now],
    );
    return gone.map(({ keyid }) => keyid);
  }
}
