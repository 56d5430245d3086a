import { spanned } from '#platform/observability';
import type { PrismaClient } from './generated/client.js';
import type { OrgScope, OrgTx } from './scope.js';
import { transactionLimits } from './transaction-limits.js';

/** The way to an org's rows. */
export class OrgDatabase {
  constructor(private readonly prisma: PrismaClient) {}

  /** Runs `work` in one transaction, which row-level security keeps inside the org of `scope`. What throws is rolled back. */
  within<T>(scope: OrgScope, work: (tx: OrgTx) => Promise<T>): Promise<T> {
    const transaction = () =>
      this.prisma.$transaction(async (tx) => {
        // `true` = local to this transaction: a pooled connection never carries one org over to the next.
        await tx.$executeRaw`select set_config('app.org_id', ${scope.orgId}, true)`;
        return work(tx as unknown as OrgTx);
      }, transactionLimits);
    return spanned('database.within_org', transaction);
  }
}
