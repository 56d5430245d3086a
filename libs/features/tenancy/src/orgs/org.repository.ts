import { Injectable } from '@nestjs/common';
import type { OrgId, RequestContext } from '#kernel';
import { isUniqueViolation, type OrgTx, type SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { NewOrg, Org } from './org.js';
import { OrgSlugTaken } from './org.errors.js';

const columns = { id: true, slug: true, name: true, createdAt: true } as const;

/** Rows of the table `orgs`. A tenant's transaction sees its own row alone, and can found no other org than itself. */
@Injectable()
export class OrgRepository {
  async find(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>): Promise<Org | null> {
    const row = await rows(tx).org.findUnique({ where: { id: ctx.orgId }, select: columns });
    return row && toOrg(row);
  }

  async findBySlugAcrossTenants(tx: SystemTx, slug: string): Promise<Org | null> {
    const row = await rows(tx).org.findUnique({ where: { slug }, select: columns });
    return row && toOrg(row);
  }

  async listAcrossTenants(tx: SystemTx): Promise<readonly Org[]> {
    return (await rows(tx).org.findMany({ select: columns, orderBy: { id: 'asc' } })).map(toOrg);
  }

  /** @throws OrgSlugTaken */
  async insert(tx: OrgTx, ctx: Pick<RequestContext, 'orgId' | 'now'>, org: NewOrg): Promise<Org> {
    try {
      return toOrg(await rows(tx).org.create({ data: { id: ctx.orgId, createdAt: ctx.now, ...org }, select: columns }));
    } catch (error) {
      if (isUniqueViolation(error))
        throw new OrgSlugTaken(`"${org.slug}" is taken; choose another short name.`, {}, { cause: error });
      throw error;
    }
  }

  async rename(tx: OrgTx, ctx: RequestContext, name: string): Promise<Org> {
    return toOrg(await rows(tx).org.update({ where: { id: ctx.orgId }, data: { name }, select: columns }));
  }
}

const toOrg = (row: { id: string; slug: string; name: string; createdAt: Date }): Org => ({
  ...row,
  id: row.id as OrgId,
});
