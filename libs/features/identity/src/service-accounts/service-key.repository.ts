import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';
import {
  hintOf,
  type PresentedKey,
  type ServiceAccountId,
  type ServiceKey,
  type ServiceKeyId,
} from './service-account.js';

const columns = {
  id: true,
  accountId: true,
  name: true,
  hint: true,
  permissions: true,
  networks: true,
  createdAt: true,
  creatorLabel: true,
  expiresAt: true,
  lastUsedAt: true,
  lastUsedFrom: true,
  revokedAt: true,
} as const;

/** A key as it is found by its token. */
export type FoundKey = PresentedKey & Pick<ServiceKey, 'id' | 'lastUsedAt' | 'lastUsedFrom'>;

export type NewServiceKey = Omit<ServiceKey, 'hint' | 'lastUsedAt' | 'lastUsedFrom' | 'revokedAt'>;

/** Rows of the table `service_account_keys`. */
@Injectable()
export class ServiceKeyRepository {
  async insert(tx: OrgTx, { orgId }: OrgScope, key: NewServiceKey, token: string): Promise<void> {
    const { permissions, networks, ...rest } = key;
    await rows(tx).serviceAccountKey.create({
      data: {
        orgId,
        ...rest,
        permissions: [...permissions],
        networks: [...networks],
        hint: hintOf(token),
        tokenHash: secretHash(token),
      },
      select: { id: true },
    });
  }

  /** All keys of the org's accounts, oldest first, those no longer good too. */
  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly ServiceKey[]> {
    const found = await rows(tx).serviceAccountKey.findMany({
      where: { orgId },
      orderBy: { id: 'asc' },
      select: columns,
    });
    return found.map(toKey);
  }

  async find(
    tx: OrgTx,
    { orgId }: OrgScope,
    { accountId, id }: Pick<ServiceKey, 'accountId' | 'id'>,
  ): Promise<ServiceKey | null> {
    const row = await rows(tx).serviceAccountKey.findFirst({ where: { orgId, accountId, id }, select: columns });
    return row && toKey(row);
  }

  countGood(tx: OrgTx, { orgId }: OrgScope, accountId: ServiceAccountId, now: Date): Promise<number> {
    return rows(tx).serviceAccountKey.count({
      where: { orgId, accountId, revokedAt: null, expiresAt: { gt: now } },
    });
  }

  async revoke(tx: OrgTx, { orgId }: OrgScope, id: ServiceKeyId, now: Date): Promise<void> {
    await rows(tx).serviceAccountKey.updateMany({ where: { orgId, id, revokedAt: null }, data: { revokedAt: now } });
  }

  async setExpiry(tx: OrgTx, { orgId }: OrgScope, id: ServiceKeyId, expiresAt: Date): Promise<void> {
    await rows(tx).serviceAccountKey.updateMany({ where: { orgId, id }, data: { expiresAt } });
  }

  async noteUse(tx: OrgTx, { orgId, id }: Pick<FoundKey, 'orgId' | 'id'>, now: Date, from: string): Promise<void> {
    await rows(tx).serviceAccountKey.updateMany({
      where: { orgId, id },
      data: { lastUsedAt: now, lastUsedFrom: from },
    });
  }

  /** The key of `token`, unless it was revoked or its account is disabled. */
  async findByTokenAcrossTenants(tx: SystemTx, token: string): Promise<FoundKey | null> {
    const row = await rows(tx).serviceAccountKey.findFirst({
      where: { tokenHash: secretHash(token), revokedAt: null, account: { disabledAt: null } },
      select: { ...columns, orgId: true, account: { select: { name: true } } },
    });
    return row && { ...toKey(row), orgId: row.orgId as OrgId, accountName: row.account.name };
  }
}

const toKey = <Row extends { id: string; accountId: string }>(
  row: Row,
): Row & Pick<ServiceKey, 'id' | 'accountId'> => ({
  ...row,
  id: row.id as ServiceKeyId,
  accountId: row.accountId as ServiceAccountId,
});
