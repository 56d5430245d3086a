import type { OrgId } from '#kernel';
import { spanned } from '#platform/observability';
import type { PrismaClient } from './generated/client.js';
import type { OrgTx, SystemTx } from './scope.js';
import { transactionLimits } from './transaction-limits.js';

/** The way across orgs: sign-in by e-mail address, the outbox, the OpenID provider's rows. Every use says why. */
export class SystemDatabase {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly noted: (reason: string) => void = () => undefined,
  ) {}

  /** Runs `work` in one transaction as castellan_system. `reason` is logged. */
  across<T>(reason: string, work: (tx: SystemTx) => Promise<T>): Promise<T> {
    this.noted(reason);
    const transaction = () => this.prisma.$transaction((tx) => work(tx as unknown as SystemTx), transactionLimits);
    return spanned('database.across_orgs', transaction, { 'castellan.reason': reason });
  }
}

/**
 * Lets a transaction that looks across orgs go into one of them, existing or about to be founded, so that what spans both
 * (a person and her org, a sign-in and its audit entry) commits as one.
 */
export async function enterOrg(tx: SystemTx, orgId: OrgId): Promise<OrgTx> {
  const client = tx as unknown as { $executeRaw(text: TemplateStringsArray, ...values: unknown[]): Promise<number> };
  await client.$executeRaw`select set_config('app.org_id', ${orgId}, true)`;
  return tx as unknown as OrgTx;
}
