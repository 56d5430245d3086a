import { isUuid, type OrgId } from '#kernel';
import type { Pool } from 'pg';
import { spanned } from '#platform/observability';
import type { PrismaClient } from './generated/client.js';
import { entering, plainly, singly } from './plain-transaction.js';
import type { OrgTx, SystemTx } from './scope.js';
import { PlainTransaction, RowsWanted, runnerOf } from './sql-runner.js';
import { transactionLimits } from './transaction-limits.js';

/** The way across orgs: sign-in by e-mail address, the outbox, the OpenID provider's rows. Every use says why. */
export class SystemDatabase {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly pool: Pool,
    private readonly noted: (reason: string) => void = () => undefined,
  ) {}

  /** Runs `work` in one transaction as castellan_system. `reason` is logged. */
  across<T>(reason: string, work: (tx: SystemTx) => Promise<T>): Promise<T> {
    this.noted(reason);
    const transaction = () => this.prisma.$transaction((tx) => work(tx as unknown as SystemTx), transactionLimits);
    return spanned('database.across_orgs', transaction, { 'castellan.reason': reason });
  }

  /**
   * Runs `work`, one statement, without a transaction around it, over the plain driver. Where it needs `rows(tx)`, `across` does it.
   */
  async glance<T>(reason: string, work: (tx: SystemTx) => Promise<T>): Promise<T> {
    this.noted(reason);
    return this.orAcross(reason, work, () => singly(this.pool, null, (tx) => work(tx as unknown as SystemTx)));
  }

  /**
   * As `across`, over the plain driver, for what is hot: its usual course asks by `sql(tx)` alone. Where it turns out to need `rows(tx)`, it is rolled
   * back and done anew as `across` does it; so `work` touches nothing but the transaction.
   * @param orgId the org that `work` enters, where it is known before
   */
  async swiftly<T>(reason: string, work: (tx: SystemTx) => Promise<T>, orgId?: OrgId): Promise<T> {
    this.noted(reason);
    if (orgId !== undefined && !isUuid(orgId)) throw new Error('The org of a transaction is named by its id.');
    const transaction = () => plainly(this.pool, orgId ?? null, (tx) => work(tx as unknown as SystemTx));
    return this.orAcross(reason, work, transaction);
  }

  private async orAcross<T>(reason: string, work: (tx: SystemTx) => Promise<T>, swift: () => Promise<T>): Promise<T> {
    try {
      return await spanned('database.across_orgs', swift, { 'castellan.reason': reason });
    } catch (error) {
      if (!(error instanceof RowsWanted)) throw error;
      return this.across(reason, work);
    }
  }
}

/**
 * Lets a transaction that looks across orgs go into one of them, existing or about to be founded, so that what spans both
 * (a person and her org, a sign-in and its audit entry) commits as one.
 */
export async function enterOrg(tx: SystemTx, orgId: OrgId): Promise<OrgTx> {
  // A hot path goes in and out of the same org: once is enough.
  if (tx instanceof PlainTransaction && tx.entered === orgId) return tx as unknown as OrgTx;
  const { text, values, name } = entering(orgId);
  await runnerOf(tx).post(text, values, name);
  if (tx instanceof PlainTransaction) tx.entered = orgId;
  return tx as unknown as OrgTx;
}
