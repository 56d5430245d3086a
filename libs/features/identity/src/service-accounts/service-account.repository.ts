import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { isUniqueViolation, type OrgTx, type SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';
import { ServiceAccountNameTaken } from './service-account.errors.js';
import type { ServiceAccount, ServiceAccountId } from './service-account.js';

const columns = { id: true, orgId: true, name: true, lastUsedAt: true } as const;

/** Rows of the table `service_accounts`. */
@Injectable()
export class ServiceAccountRepository {
  /** @throws ServiceAccountNameTaken */
  async insert(
    tx: OrgTx,
    account: Omit<ServiceAccount, 'lastUsedAt'>,
    { token, now }: { token: string; now: Date },
  ): Promise<void> {
    try {
      await rows(tx).serviceAccount.create({
        data: { ...account, tokenHash: secretHash(token), createdAt: now },
        select: { id: true },
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new ServiceAccountNameTaken(
          `There is a service account "${account.name}" already.`,
          {},
          { cause: error },
        );
      throw error;
    }
  }

  async findByTokenAcrossTenants(tx: SystemTx, token: string): Promise<ServiceAccount | null> {
    const row = await rows(tx).serviceAccount.findFirst({
      where: { tokenHash: secretHash(token), revokedAt: null },
      select: columns,
    });
    return row && { ...row, id: row.id as ServiceAccountId, orgId: row.orgId as OrgId };
  }

  async noteUse(tx: OrgTx, { orgId, id }: ServiceAccount, now: Date): Promise<void> {
    await rows(tx).serviceAccount.updateMany({ where: { orgId, id }, data: { lastUsedAt: now } });
  }
}
