import { Injectable } from '@nestjs/common';
import { secretHash } from '#features/identity';
import type { OrgId } from '#kernel';
import type { SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { FoundLink, Invitation, SetupLink, SetupLinkId } from './setup-link.js';

const columns = {
  id: true,
  kind: true,
  targetOrgId: true,
  email: true,
  role: true,
  madeBy: true,
  createdAt: true,
  expiresAt: true,
  usedAt: true,
} as const;

/** Rows of the table `setup_links`. */
@Injectable()
export class SetupLinkRepository {
  async insert(tx: SystemTx, link: SetupLink, token: string): Promise<void> {
    const { id, kind, createdAt, expiresAt } = link;
    const about =
      link.kind === 'owner' ? { targetOrgId: link.orgId, email: link.email, role: link.role, madeBy: link.madeBy } : {};
    await rows(tx).setupLink.create({
      data: { id, kind, createdAt, expiresAt, tokenHash: secretHash(token), ...about },
      select: { id: true },
    });
  }

  async find(tx: SystemTx, token: string): Promise<FoundLink | null> {
    const row = await rows(tx).setupLink.findUnique({ where: { tokenHash: secretHash(token) }, select: columns });
    return row && toLink(row);
  }

  /** Uses the link up; of several that come with it at once, one is answered yes, and only if its transaction commits. */
  async use(tx: SystemTx, id: SetupLinkId, now: Date): Promise<boolean> {
    const where = { id, usedAt: null, expiresAt: { gt: now } };
    return (await rows(tx).setupLink.updateMany({ where, data: { usedAt: now } })).count === 1;
  }

  /** The invitations of an org that can still be used, newest first. */
  async waiting(tx: SystemTx, orgId: OrgId, { now, before, limit }: WaitingPage): Promise<readonly Invitation[]> {
    const found = await rows(tx).setupLink.findMany({
      where: {
        targetOrgId: orgId,
        usedAt: null,
        expiresAt: { gt: now },
        ...(before !== null && { id: { lt: before } }),
      },
      orderBy: { id: 'desc' },
      take: limit,
      select: columns,
    });
    return found.map(toLink).filter((link) => link.kind === 'owner');
  }

  /** Takes an unused invitation of the org back; null if there is none of that id. */
  async remove(tx: SystemTx, orgId: OrgId, id: SetupLinkId): Promise<Invitation | null> {
    const where = { id, targetOrgId: orgId, usedAt: null };
    const row = await rows(tx).setupLink.findFirst({ where, select: columns });
    const removed = await rows(tx).setupLink.deleteMany({ where });
    const link = row === null || removed.count === 0 ? null : toLink(row);
    return link?.kind === 'owner' ? link : null;
  }

  /** Takes back first-run links made before `before` that nobody has used. */
  async removeFirstRunLinks(tx: SystemTx, before: Date): Promise<void> {
    await rows(tx).setupLink.deleteMany({ where: { kind: 'first-run', usedAt: null, createdAt: { lt: before } } });
  }

  /** Until the transaction ends nobody else founds the first org. */
  async lockFirstRun(tx: SystemTx): Promise<void> {
    await sql(tx).query("select pg_advisory_xact_lock(hashtext('castellan-first-run'))::text as held");
  }

  async isAnyOrgFounded(tx: SystemTx): Promise<boolean> {
    return (await rows(tx).org.findFirst({ select: { id: true } })) !== null;
  }
}

interface WaitingPage {
  readonly now: Date;
  readonly before: SetupLinkId | null;
  readonly limit: number;
}

type Row = {
  id: string;
  kind: string;
  targetOrgId: string | null;
  email: string | null;
  role: string | null;
  madeBy: string | null;
} & Pick<FoundLink, 'createdAt' | 'expiresAt' | 'usedAt'>;

function toLink({ targetOrgId, email, role, madeBy, ...row }: Row): FoundLink {
  const { createdAt, expiresAt, usedAt } = row;
  const shared = { id: row.id as SetupLinkId, createdAt, expiresAt, usedAt };
  if (row.kind === 'first-run') return { ...shared, kind: 'first-run' };
  if (targetOrgId === null || email === null || role === null)
    throw new Error(`The set-up link ${row.id} names no org, address or role.`);
  return { ...shared, kind: 'owner', orgId: targetOrgId as OrgId, email, role, madeBy };
}
