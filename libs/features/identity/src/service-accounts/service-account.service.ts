import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { ServiceAccountRepository } from './service-account.repository.js';
import { newServiceToken, type ServiceAccount, type ServiceAccountId } from './service-account.js';

const NOTED_EVERY_MS = 60_000;

@Injectable()
export class ServiceAccountService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly accounts: ServiceAccountRepository,
  ) {}

  /** Makes an account as part of a larger act, which gives it a role and records both. The token is shown once. @throws ServiceAccountNameTaken */
  async createIn(tx: OrgTx, ctx: RequestContext, name: string): Promise<{ id: ServiceAccountId; token: string }> {
    const id = newId<'ServiceAccount'>(ctx.now);
    const token = newServiceToken();
    await this.accounts.insert(tx, { id, orgId: ctx.orgId, name }, { token, now: ctx.now });
    return { id, token };
  }

  /** The account that a token belongs to; null for a token that was revoked or never was. */
  async accountOf(token: string, now: Date): Promise<ServiceAccount | null> {
    const account = await this.system.across('know a service account by its token', (tx) =>
      this.accounts.findByTokenAcrossTenants(tx, token),
    );
    const isWorthNoting =
      account !== null &&
      (account.lastUsedAt === null || now.getTime() - account.lastUsedAt.getTime() > NOTED_EVERY_MS);
    if (isWorthNoting) await this.db.within(account, (tx) => this.accounts.noteUse(tx, account, now));
    return account;
  }
}
