import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { ChangeSignal, isUniqueViolation, type OrgScope, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { DataKeyVersion, KeyPurpose, NewDataKey, TakenKey, WrappedKey } from './data-key.js';
import { RotationRaced } from './data-key.errors.js';

const columns = { purpose: true, version: true, state: true, vault: true, createdAt: true, retiredAt: true } as const;

/** Told when an org's data key was rotated: whoever seals takes the new one. */
export const KEY_ROTATED = 'key.rotated';

/** Rows of the table `org_data_keys`. */
@Injectable()
export class DataKeyRepository {
  constructor(private readonly signal: ChangeSignal) {}

  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly DataKeyVersion[]> {
    const found = await rows(tx).orgDataKey.findMany({
      where: { orgId },
      select: columns,
      orderBy: [{ purpose: 'asc' }, { version: 'desc' }],
    });
    return found as readonly DataKeyVersion[];
  }

  /** 0 when there is none. */
  async lastVersion(tx: OrgTx, { orgId }: OrgScope, purpose: KeyPurpose): Promise<number> {
    const row = await rows(tx).orgDataKey.findFirst({
      where: { orgId, purpose },
      select: { version: true },
      orderBy: { version: 'desc' },
    });
    return row?.version ?? 0;
  }

  /** Takes the active key for sealing, under an invocation that no other process has or ever had; null when there is no key yet. */
  async take(tx: OrgTx, orgId: OrgId, purpose: KeyPurpose): Promise<TakenKey | null> {
    const [row] = await sql(tx).query<{ version: number; wrapped: Uint8Array; invocation: bigint }>(
      `update org_data_keys set invocations = invocations + 1
       where org_id = $1::uuid and purpose = $2 and state = 'active'
       returning version, wrapped, invocations - 1 as invocation`,
      [orgId, purpose],
    );
    return row ? { version: row.version, wrapped: row.wrapped, invocation: Number(row.invocation) } : null;
  }

  async find(tx: OrgTx, orgId: OrgId, which: { purpose: KeyPurpose; version: number }): Promise<WrappedKey | null> {
    const row = await rows(tx).orgDataKey.findUnique({
      where: { orgId_purpose_version: { orgId, ...which } },
      select: { version: true, wrapped: true },
    });
    return row;
  }

  /** The first key of a purpose; does nothing when another process made it meanwhile. */
  async insertFirst(tx: OrgTx, scope: OrgScope & { now: Date }, key: NewDataKey): Promise<void> {
    await rows(tx).orgDataKey.createMany({ data: [toRow(scope, key)], skipDuplicates: true });
  }

  /**
   * Retires the active key, puts `key` in its place, and tells every process at the commit.
   * @throws RotationRaced
   */
  async replace(tx: OrgTx, scope: OrgScope & { now: Date }, key: NewDataKey): Promise<void> {
    await rows(tx).orgDataKey.updateMany({
      where: { orgId: scope.orgId, purpose: key.purpose, state: 'active' },
      data: { state: 'retired', retiredAt: scope.now },
    });
    try {
      await rows(tx).orgDataKey.create({ data: toRow(scope, key) });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new RotationRaced('Look at the list of keys; rotate again if it is still needed.', {}, { cause: error });
      throw error;
    }
    await this.signal.notify(tx, { topic: KEY_ROTATED, orgId: scope.orgId });
  }
}

const toRow = ({ orgId, now }: OrgScope & { now: Date }, { purpose, version, vault, keyRef, wrapped }: NewDataKey) => ({
  ...{ orgId, purpose, version, vault, keyRef, wrapped: Buffer.from(wrapped), createdAt: now },
});
