import { Injectable } from '@nestjs/common';
import { isUuid, type MachineId, type OrgId, type PersonId, type RequestContext } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { GrantId, MachineGrant, OwnDevice } from './machine-grant.js';

const columns = { id: true, orgId: true, personId: true, machineId: true, label: true, revokedAt: true } as const;

/** Rows of the table `machine_grants`. */
@Injectable()
export class MachineGrantRepository {
  async insert(tx: OrgTx, grant: Omit<MachineGrant, 'revokedAt'>, now: Date): Promise<void> {
    await rows(tx).machineGrant.create({ data: { ...grant, createdAt: now }, select: { id: true } });
  }

  /** Ties the grant to the machine that it became; answers false when it is tied already, or revoked. */
  async bind(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId'>,
    id: GrantId,
    { machineId, label }: { machineId: MachineId; label: string },
  ): Promise<boolean> {
    const where = { orgId: ctx.orgId, id, machineId: null, revokedAt: null };
    return (await rows(tx).machineGrant.updateMany({ where, data: { machineId, label } })).count === 1;
  }

  /** Revokes the grants of a machine; answers those that were still good. */
  async revokeOfMachine(
    tx: OrgTx,
    ctx: RequestContext,
    machineId: MachineId,
    reason: string,
  ): Promise<readonly GrantId[]> {
    const revoked = await sql(tx).query<{ id: string }>(
      `update machine_grants set revoked_at = $3, revoke_reason = $4
        where org_id = $1::uuid and machine_id = $2::uuid and revoked_at is null returning id`,
      [ctx.orgId, machineId, ctx.now, reason],
    );
    return revoked.map(({ id }) => id as GrantId);
  }

  /** As `revokeOfMachine`, of all that a person approved in the org: each grant, and the machine that it became. */
  async revokeOfPerson(
    tx: OrgTx,
    ctx: RequestContext,
    personId: PersonId,
    reason: string,
  ): Promise<readonly { id: GrantId; machineId: MachineId | null }[]> {
    return sql(tx).query<{ id: GrantId; machineId: MachineId | null }>(
      `update machine_grants set revoked_at = $3, revoke_reason = $4
        where org_id = $1::uuid and person_id = $2::uuid and revoked_at is null returning id, machine_id as "machineId"`,
      [ctx.orgId, personId, ctx.now, reason],
    );
  }

  /** As `revokeOfMachine`, for one grant; answers whether it was still good. */
  async revoke(tx: OrgTx, orgId: OrgId, id: GrantId, { reason, now }: { reason: string; now: Date }): Promise<boolean> {
    const where = { orgId, id, revokedAt: null };
    return (
      (await rows(tx).machineGrant.updateMany({ where, data: { revokedAt: now, revokeReason: reason } })).count === 1
    );
  }

  async findAcrossTenants(tx: SystemTx, id: string): Promise<MachineGrant | null> {
    if (!isUuid(id)) return null;
    const row = await rows(tx).machineGrant.findUnique({ where: { id }, select: columns });
    return row && toGrant(row);
  }

  /** What acts under the person's name in any of her orgs, newest first. */
  async ofPersonAcrossTenants(tx: SystemTx, personId: PersonId): Promise<readonly OwnDevice[]> {
    const found = await sql(tx).query<{
      id: GrantId;
      orgId: OrgId;
      orgName: string;
      label: string;
      isEnrolled: boolean;
      createdAt: Date;
    }>(
      `select g.id, o.id as "orgId", o.name as "orgName", g.label, g.machine_id is not null as "isEnrolled", g.created_at as "createdAt"
         from machine_grants g join orgs o on o.id = g.org_id
        where g.person_id = $1::uuid and g.revoked_at is null order by g.id desc limit 500`,
      [personId],
    );
    return found.map(({ orgId, orgName, ...device }) => ({ ...device, org: { id: orgId, name: orgName } }));
  }

  /** Whether who stands behind the grant is still there: an active member, or nobody. */
  async isStanding(tx: SystemTx, { orgId, personId, revokedAt }: MachineGrant): Promise<boolean> {
    if (revokedAt !== null) return false;
    if (personId === null) return true;
    return (await rows(tx).membership.count({ where: { orgId, personId, status: 'active' } })) === 1;
  }
}

function toGrant(row: {
  id: string;
  orgId: string;
  personId: string | null;
  machineId: string | null;
  label: string;
  revokedAt: Date | null;
}): MachineGrant {
  return {
    id: row.id as GrantId,
    orgId: row.orgId as OrgId,
    personId: row.personId as PersonId | null,
    machineId: row.machineId as MachineId | null,
    label: row.label,
    revokedAt: row.revokedAt,
  };
}
