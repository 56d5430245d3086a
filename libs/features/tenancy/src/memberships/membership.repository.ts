import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId, RequestContext } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { Membership, MembershipStatus, OrgOfPerson } from './membership.js';

const columns = { orgId: true, personId: true, status: true, createdAt: true } as const;

/** Rows of the table `memberships`. */
@Injectable()
export class MembershipRepository {
  async find(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, personId: PersonId): Promise<Membership | null> {
    const row = await rows(tx).membership.findUnique({
      where: { orgId_personId: { orgId: ctx.orgId, personId } },
      select: columns,
    });
    return row && toMembership(row);
  }

  async isActive(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, personId: PersonId): Promise<boolean> {
    return (await this.find(tx, ctx, personId))?.status === 'active';
  }

  /** Adds the person, or leaves the membership as it is when there is one. */
  async add(tx: OrgTx, ctx: Pick<RequestContext, 'orgId' | 'now'>, personId: PersonId): Promise<void> {
    await rows(tx).membership.createMany({
      data: [{ orgId: ctx.orgId, personId, status: 'active', createdAt: ctx.now }],
      skipDuplicates: true,
    });
  }

  async setStatus(tx: OrgTx, ctx: RequestContext, personId: PersonId, status: MembershipStatus): Promise<void> {
    await rows(tx).membership.updateMany({ where: { orgId: ctx.orgId, personId }, data: { status } });
  }

  /** The orgs in which the person is an active member: her switcher. */
  async orgsOfPersonAcrossTenants(tx: SystemTx, personId: PersonId): Promise<readonly OrgOfPerson[]> {
    const memberships = await rows(tx).membership.findMany({
      where: { personId, status: 'active' },
      select: { org: { select: { id: true, slug: true, name: true } } },
      orderBy: { org: { name: 'asc' } },
    });
    return memberships.map(({ org }) => ({ ...org, id: org.id as OrgId }));
  }
}

function toMembership(row: { orgId: string; personId: string; status: string; createdAt: Date }): Membership {
  return {
    orgId: row.orgId as OrgId,
    personId: row.personId as PersonId,
    status: row.status as MembershipStatus,
    createdAt: row.createdAt,
  };
}
