import { Injectable } from '@nestjs/common';
import { secretHash } from '#features/identity';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { ConnectionId, ConnectionKind } from '../connections/connection.js';
import type { ConnectionSetupLink, ConnectionSetupLinkId } from './connection-setup-link.js';

const columns = {
  orgId: true,
  id: true,
  connectionId: true,
  kind: true,
  label: true,
  madeBy: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;

/** Rows of the table `connection_setup_links`. */
@Injectable()
export class ConnectionSetupLinkRepository {
  async insert(tx: OrgTx, link: ConnectionSetupLink, token: string): Promise<void> {
    await rows(tx).connectionSetupLink.create({
      data: { ...link, tokenHash: secretHash(token) },
      select: { id: true },
    });
  }

  /** By the token alone, which says whose it is. */
  async findAcrossTenants(tx: SystemTx, token: string): Promise<ConnectionSetupLink | null> {
    const where = { tokenHash: secretHash(token) };
    const row = await rows(tx).connectionSetupLink.findUnique({ where, select: columns });
    return row && toLink(row);
  }

  /** Newest first. */
  async list(tx: OrgTx, { orgId }: OrgScope, limit: number): Promise<readonly ConnectionSetupLink[]> {
    const found = await rows(tx).connectionSetupLink.findMany({
      where: { orgId },
      select: columns,
      orderBy: { id: 'desc' },
      take: limit,
    });
    return found.map(toLink);
  }

  async change(
    tx: OrgTx,
    { orgId, id }: Pick<ConnectionSetupLink, 'orgId' | 'id'>,
    change: Partial<Pick<ConnectionSetupLink, 'connectionId' | 'lastUsedAt'>>,
  ): Promise<void> {
    await rows(tx).connectionSetupLink.updateMany({ where: { orgId, id }, data: change });
  }

  /** Answers whether there was one to revoke. */
  async revoke(tx: OrgTx, { orgId }: OrgScope, id: ConnectionSetupLinkId, now: Date): Promise<boolean> {
    const where = { orgId, id, revokedAt: null };
    return (await rows(tx).connectionSetupLink.updateMany({ where, data: { revokedAt: now } })).count === 1;
  }
}

const toLink = (
  row: Record<'orgId' | 'id' | 'kind', string> & { connectionId: string | null } & Omit<
      ConnectionSetupLink,
      'orgId' | 'id' | 'kind' | 'connectionId'
    >,
): ConnectionSetupLink => ({
  ...row,
  orgId: row.orgId as OrgId,
  id: row.id as ConnectionSetupLinkId,
  kind: row.kind as ConnectionKind,
  connectionId: row.connectionId as ConnectionId | null,
});
