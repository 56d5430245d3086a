import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';
import type { PresentedKey, ServiceAccountId, ServiceKeyId, ServiceTokenId, TrustRuleId } from './service-account.js';
import type { ServiceToken } from './service-token.js';

/** Rows of the table `service_tokens`. */
@Injectable()
export class ServiceTokenRepository {
  /** Of several for one and the same subject token, one is answered yes. */
  async insert(tx: OrgTx, { orgId }: OrgScope, { origin, ...token }: ServiceToken, text: string): Promise<boolean> {
    const isByRule = 'ruleId' in origin;
    const subjectHash = isByRule && origin.subjectHash !== null ? Uint8Array.from(origin.subjectHash) : null;
    const keptUntil = isByRule && origin.subjectExpiresAt > token.expiresAt ? origin.subjectExpiresAt : token.expiresAt;
    const row = {
      orgId,
      ...token,
      permissions: [...token.permissions],
      networks: [...token.networks],
      tokenHash: secretHash(text),
      keyId: isByRule ? null : origin.keyId,
      ruleId: isByRule ? origin.ruleId : null,
      subjectHash,
      keptUntil,
    };
    return (await rows(tx).serviceToken.createMany({ data: [row], skipDuplicates: true })).count === 1;
  }

  /** The token as a key that opens its account; null when it or what it hangs on was ended. */
  async findByTokenAcrossTenants(tx: SystemTx, text: string): Promise<(PresentedKey & { createdAt: Date }) | null> {
    const row = await rows(tx).serviceToken.findFirst({
      where: {
        tokenHash: secretHash(text),
        endedAt: null,
        account: { disabledAt: null },
        OR: [{ keyId: null }, { key: { revokedAt: null } }],
      },
      select: {
        orgId: true,
        id: true,
        accountId: true,
        keyId: true,
        ruleId: true,
        permissions: true,
        networks: true,
        createdAt: true,
        expiresAt: true,
        account: { select: { name: true } },
        key: { select: { expiresAt: true } },
      },
    });
    if (row === null) return null;
    const { account, key, orgId, id, accountId, keyId, ruleId, expiresAt, ...rest } = row;
    return {
      ...rest,
      expiresAt: key !== null && key.expiresAt < expiresAt ? key.expiresAt : expiresAt,
      orgId: orgId as OrgId,
      id: id as ServiceTokenId,
      accountId: accountId as ServiceAccountId,
      accountName: account.name,
      origin: keyId === null ? { ruleId: ruleId as TrustRuleId } : { keyId: keyId as ServiceKeyId },
    };
  }

  /** Answers whether there was one to end. */
  async end(tx: OrgTx, { orgId }: OrgScope, id: ServiceTokenId, now: Date): Promise<boolean> {
    const { count } = await rows(tx).serviceToken.updateMany({
      where: { orgId, id, endedAt: null },
      data: { endedAt: now },
    });
    return count === 1;
  }

  async endOfRule(tx: OrgTx, { orgId }: OrgScope, ruleId: TrustRuleId, now: Date): Promise<void> {
    await rows(tx).serviceToken.updateMany({ where: { orgId, ruleId, endedAt: null }, data: { endedAt: now } });
  }

  async sweep(tx: SystemTx): Promise<number> {
    return (await sql(tx).query('delete from service_tokens where kept_until < now() returning true as swept')).length;
  }
}
