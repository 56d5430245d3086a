import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { EnrolmentTokenId } from '../machines/machine.js';
import type { EnrolmentToken } from './enrolment-token.js';

const columns = {
  id: true,
  label: true,
  usesAllowed: true,
  usesTaken: true,
  expiresAt: true,
  revokedAt: true,
  creatorLabel: true,
  createdAt: true,
} as const;

const MOST_LISTED = 500;

/** Rows of the table `enrolment_tokens`. */
@Injectable()
export class EnrolmentTokenRepository {
  async insert(tx: OrgTx, { orgId }: OrgScope, token: EnrolmentToken, tokenHash: Uint8Array): Promise<void> {
    await rows(tx).enrolmentToken.create({
      data: { orgId, ...token, tokenHash: Buffer.from(tokenHash) },
      select: { id: true },
    });
  }

  /** Newest first. */
  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly EnrolmentToken[]> {
    const found = await rows(tx).enrolmentToken.findMany({
      where: { orgId },
      orderBy: { id: 'desc' },
      take: MOST_LISTED,
      select: columns,
    });
    return found.map(toToken);
  }

  async findByHash(tx: OrgTx, { orgId }: OrgScope, tokenHash: Uint8Array): Promise<EnrolmentToken | null> {
    const where = { orgId_tokenHash: { orgId, tokenHash: Buffer.from(tokenHash) } };
    const row = await rows(tx).enrolmentToken.findUnique({ where, select: columns });
    return row && toToken(row);
  }

  /** Takes one use, if the token still has one at `now`: decided by the row itself, so two machines never share the last use. */
  async takeUse(tx: OrgTx, { orgId }: OrgScope, id: EnrolmentTokenId, now: Date): Promise<boolean> {
    const taken = await sql(tx).query(
      `update enrolment_tokens set uses_taken = uses_taken + 1
        where org_id = $1::uuid and id = $2::uuid and revoked_at is null and expires_at > $3 and uses_taken < uses_allowed returning id`,
      [orgId, id, now],
    );
    return taken.length === 1;
  }

  /** The token's label; null when it is unknown. Revoking twice leaves the first moment. */
  async revoke(tx: OrgTx, { orgId }: OrgScope, id: EnrolmentTokenId, now: Date): Promise<string | null> {
    const [revoked] = await sql(tx).query<{ label: string }>(
      `update enrolment_tokens set revoked_at = coalesce(revoked_at, $3) where org_id = $1::uuid and id = $2::uuid returning label`,
      [orgId, id, now],
    );
    return revoked?.label ?? null;
  }
}

const toToken = <Row extends { id: string }>(row: Row): Row & { id: EnrolmentTokenId } => ({
  ...row,
  id: row.id as EnrolmentTokenId,
});
