import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { isUniqueViolation, type OrgScope, type OrgTx, type SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { Domain, DomainId } from './domain.js';
import { DomainTaken } from './domain.errors.js';

const columns = {
  orgId: true,
  id: true,
  name: true,
  challenge: true,
  createdAt: true,
  checkedAt: true,
  verifiedAt: true,
  verifiedBy: true,
  missingSince: true,
} as const;

type DomainFinding = Partial<Pick<Domain, 'checkedAt' | 'verifiedAt' | 'verifiedBy' | 'missingSince'>>;

/** Rows of the table `domains`. */
@Injectable()
export class DomainRepository {
  /** @throws DomainTaken when the org has it already */
  async insert(tx: OrgTx, domain: Domain): Promise<void> {
    await settled(domain.name, () => rows(tx).domain.create({ data: domain, select: { id: true } }));
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: DomainId): Promise<Domain | null> {
    const row = await rows(tx).domain.findUnique({ where: { orgId_id: { orgId, id } }, select: columns });
    return row && toDomain(row);
  }

  async findByName(tx: OrgTx, { orgId }: OrgScope, name: string): Promise<Domain | null> {
    const row = await rows(tx).domain.findFirst({ where: { orgId, name }, select: columns });
    return row && toDomain(row);
  }

  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly Domain[]> {
    return (await rows(tx).domain.findMany({ where: { orgId }, select: columns, orderBy: { name: 'asc' } })).map(
      toDomain,
    );
  }

  async isVerified(tx: OrgTx, { orgId }: OrgScope, name: string): Promise<boolean> {
    return (await rows(tx).domain.count({ where: { orgId, name, verifiedAt: { not: null } } })) > 0;
  }

  /** The org that verified it, in the whole installation. */
  async verifiedAcrossTenants(tx: SystemTx, name: string): Promise<Domain | null> {
    const row = await rows(tx).domain.findFirst({ where: { name, verifiedAt: { not: null } }, select: columns });
    return row && toDomain(row);
  }

  /** Those whose record has to be looked at again. */
  async dueAcrossTenants(tx: SystemTx, checkedBefore: Date, limit: number): Promise<readonly Domain[]> {
    const found = await rows(tx).domain.findMany({
      where: { verifiedBy: 'dns', OR: [{ checkedAt: null }, { checkedAt: { lt: checkedBefore } }] },
      select: columns,
      orderBy: { checkedAt: 'asc' },
      take: limit,
    });
    return found.map(toDomain);
  }

  /** @throws DomainTaken when another org has verified it */
  async change(tx: OrgTx, { orgId, id, name }: Domain, finding: DomainFinding): Promise<void> {
    await settled(name, () => rows(tx).domain.updateMany({ where: { orgId, id }, data: finding }));
  }

  /** People who came in with an address of the domain through another connection, and through this one not yet. */
  async countAwaited(tx: OrgTx, { orgId }: OrgScope, name: string, connectionId: string): Promise<number> {
    const [row] = await sql(tx).query<{ count: number }>(
      `select count(distinct f.person_id)::int as count
         from federated_identities f
         join memberships m on m.org_id = f.org_id and m.person_id = f.person_id and m.status = 'active'
        where f.org_id = $1::uuid and f.connection_id <> $3::uuid and split_part(lower(f.email), '@', -1) = $2
          and not exists (select 1 from federated_identities h
                           where h.org_id = f.org_id and h.person_id = f.person_id and h.connection_id = $3::uuid)`,
      [orgId, name, connectionId],
    );
    return row?.count ?? 0;
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, id: DomainId): Promise<void> {
    await rows(tx).domain.deleteMany({ where: { orgId, id } });
  }
}

async function settled<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainTaken(
      `${name} is in this organisation's list already, or another organisation of this installation has verified it. Ask the operator if it is yours.`,
      {},
      { cause: error },
    );
  }
}

const toDomain = (
  row: { orgId: string; id: string; verifiedBy: string | null } & Omit<Domain, 'orgId' | 'id' | 'verifiedBy'>,
): Domain => ({
  ...row,
  orgId: row.orgId as OrgId,
  id: row.id as DomainId,
  verifiedBy: row.verifiedBy as Domain['verifiedBy'],
});
