import { Injectable } from '@nestjs/common';
import type { OrgId, PrincipalId, RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';

/** Who can be given a role: machines are given none. */
export interface RoleHolder {
  readonly kind: 'person' | 'service';
  readonly id: PrincipalId;
}

type InOrg = Pick<RequestContext, 'orgId'>;

/** Rows of the table `role_grants`. */
@Injectable()
export class RoleGrantRepository {
  async rolesOf(tx: OrgTx, { orgId }: InOrg, { kind, id }: RoleHolder): Promise<readonly string[]> {
    const where = { orgId, principalKind: kind, principalId: id };
    return (await rows(tx).roleGrant.findMany({ where, select: { role: true }, orderBy: { role: 'asc' } })).map(
      ({ role }) => role,
    );
  }

  /** The roles of all holders of a kind, by holder. */
  async rolesOfAll(
    tx: OrgTx,
    { orgId }: InOrg,
    principalKind: RoleHolder['kind'],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const grants = await rows(tx).roleGrant.findMany({
      where: { orgId, principalKind },
      select: { principalId: true, role: true },
      orderBy: { role: 'asc' },
    });
    const byHolder = Map.groupBy(grants, ({ principalId }) => principalId);
    return new Map([...byHolder].map(([id, held]) => [id, held.map(({ role }) => role)]));
  }

  async holdersOf(tx: OrgTx, { orgId }: InOrg, role: string): Promise<readonly string[]> {
    return (
      await rows(tx).roleGrant.findMany({
        where: { orgId, role, principalKind: 'person' },
        select: { principalId: true },
      })
    ).map(({ principalId }) => principalId);
  }

  /** How many have the role, people and service accounts. */
  countHolders(tx: OrgTx, { orgId }: InOrg, role: string): Promise<number> {
    return rows(tx).roleGrant.count({ where: { orgId, role } });
  }

  async give(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId' | 'now'>,
    { kind, id, role }: RoleHolder & { role: string },
  ): Promise<void> {
    const data = { orgId: ctx.orgId, principalKind: kind, principalId: id, role, createdAt: ctx.now };
    await rows(tx).roleGrant.createMany({ data: [data], skipDuplicates: true });
  }

  async take(tx: OrgTx, { orgId }: InOrg, { kind, id, role }: RoleHolder & { role: string }): Promise<void> {
    await rows(tx).roleGrant.deleteMany({ where: { orgId, principalKind: kind, principalId: id, role } });
  }

  /** One change of an org's roles at a time, so that two cannot each remove the other's last owner. */
  async lock(tx: OrgTx, orgId: OrgId): Promise<void> {
    await sql(tx).query('select pg_advisory_xact_lock(hashtextextended($1, 4))::text as locked', [
      `role-grants/${orgId}`,
    ]);
  }
}
