import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId, RequestContext } from '#kernel';
import { isCheckViolation, type OrgTx, type SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { Membership, MembershipStatus, OrgOfPerson } from './membership.js';
import { OwnerNeeded } from './membership.errors.js';

/** Rows of the table `memberships`. */
@Injectable()
export class MembershipRepository {
  async find(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, personId: PersonId): Promise<Membership | null> {
    const [row] = await sql(tx).query<Row & Record<string, unknown>>(
      `select org_id as "orgId", person_id as "personId", status, created_at as "createdAt"
         from memberships where org_id = $1::uuid and person_id = $2::uuid`,
      [ctx.orgId, personId],
    );
    return row === undefined ? null : toMembership(row);
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

  /** @throws OwnerNeeded when she is the last owner who can act, whoever asks; nothing more can be done in `tx` then */
  async setStatus(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId'>,
    personId: PersonId,
    status: MembershipStatus,
  ): Promise<void> {
    try {
      await rows(tx).membership.updateMany({ where: { orgId: ctx.orgId, personId }, data: { status } });
    } catch (error) {
      if (!isCheckViolation(error, 'owners_at_least_one')) throw error;
      throw new OwnerNeeded(
        'She is the last owner who can act: make somebody else an owner first.',
        {},
        { cause: error },
      );
    }
  }

  /** The orgs in which the person is an active member: her switcher. */
  async orgsOfPersonAcrossTenants(tx: SystemTx, personId: PersonId): Promise<readonly OrgOfPerson[]> {
    return sql(tx).query<OrgOfPerson & Record<string, unknown>>(
      `select o.id, o.slug, o.name from memberships m join orgs o on o.id = m.org_id
        where m.person_id = $1::uuid and m.status = 'active' order by o.name`,
      [personId],
      'membership.orgs',
    );
  }
}

interface Row {
  readonly orgId: string;
  readonly personId: string;
  readonly status: string;
  readonly createdAt: Date;
}

function toMembership(row: Row): Membership {
  return {
    orgId: row.orgId as OrgId,
    personId: row.personId as PersonId,
    status: row.status as MembershipStatus,
    createdAt: row.createdAt,
  };
}
