import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { isUniqueViolation } from '#platform/database';
import { rows } from '#platform/database/rows';
import { ServiceAccountNameTaken } from './service-account.errors.js';
import type { ServiceAccount, ServiceAccountId } from './service-account.js';

const columns = {
  id: true,
  name: true,
  description: true,
  createdAt: true,
  creatorLabel: true,
  disabledAt: true,
} as const;

/** Rows of the table `service_accounts`. */
@Injectable()
export class ServiceAccountRepository {
  /** @throws ServiceAccountNameTaken */
  async insert(tx: OrgTx, { orgId }: OrgScope, account: ServiceAccount): Promise<void> {
    try {
      await rows(tx).serviceAccount.create({ data: { orgId, ...account }, select: { id: true } });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ServiceAccountNameTaken(
        `There is a service account "${account.name}" already; choose another name.`,
        {},
        { cause: error },
      );
    }
  }

  /** Oldest first. */
  async list(tx: OrgTx, { orgId }: OrgScope, limit: number): Promise<readonly ServiceAccount[]> {
    const found = await rows(tx).serviceAccount.findMany({
      where: { orgId },
      orderBy: { id: 'asc' },
      take: limit,
      select: columns,
    });
    return found.map(toAccount);
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ServiceAccountId): Promise<ServiceAccount | null> {
    const row = await rows(tx).serviceAccount.findUnique({ where: { orgId_id: { orgId, id } }, select: columns });
    return row && toAccount(row);
  }

  /** Whether there is such an account in any org, and it may act. */
  async isActiveAcrossTenants(tx: SystemTx, id: ServiceAccountId): Promise<boolean> {
    return (await rows(tx).serviceAccount.count({ where: { id, disabledAt: null } })) > 0;
  }

  async setDisabled(tx: OrgTx, { orgId }: OrgScope, id: ServiceAccountId, disabledAt: Date | null): Promise<void> {
    await rows(tx).serviceAccount.updateMany({ where: { orgId, id }, data: { disabledAt } });
  }
}

const toAccount = <Row extends { id: string }>(row: Row): Row & { id: ServiceAccountId } => ({
  ...row,
  id: row.id as ServiceAccountId,
});
