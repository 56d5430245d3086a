import { Injectable } from '@nestjs/common';
import type { GroupId } from '#features/tenancy';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { defaultRule, type ElevationRule } from './elevation-rule.js';

interface Row extends Record<string, unknown> {
  readonly role: string;
  readonly isAskable: boolean;
  readonly maxMinutes: number;
  readonly approverKind: 'givers' | 'role' | 'group';
  readonly approverRole: string | null;
  readonly groupId: GroupId | null;
  readonly groupName: string | null;
}

/** Rows of the table `elevation_rules`. */
@Injectable()
export class ElevationRuleRepository {
  /** Those that the org wrote down, by role. */
  async all(tx: OrgTx, { orgId }: OrgScope): Promise<ReadonlyMap<string, ElevationRule>> {
    const found = await sql(tx).query<Row>(
      `select r.role, r.is_askable as "isAskable", r.max_minutes as "maxMinutes", r.approver_kind as "approverKind",
              r.approver_role as "approverRole", g.id as "groupId", g.name as "groupName"
         from elevation_rules r left join groups g on g.org_id = r.org_id and g.id = r.approver_group_id
        where r.org_id = $1::uuid`,
      [orgId],
    );
    return new Map(found.map((row) => [row.role, toRule(row)]));
  }

  async of(tx: OrgTx, scope: OrgScope, role: string): Promise<ElevationRule> {
    return (await this.all(tx, scope)).get(role) ?? defaultRule(role);
  }

  async put(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, rule: ElevationRule): Promise<void> {
    const { role, isAskable, maxMinutes, approver } = rule;
    const data = {
      isAskable,
      maxMinutes,
      approverKind: approver.kind,
      approverRole: approver.kind === 'role' ? approver.role : null,
      approverGroupId: approver.kind === 'group' ? approver.group.id : null,
      updatedAt: now,
    };
    await rows(tx).elevationRule.upsert({
      where: { orgId_role: { orgId, role } },
      create: { orgId, role, ...data },
      update: data,
      select: { role: true },
    });
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, role: string): Promise<void> {
    await rows(tx).elevationRule.deleteMany({ where: { orgId, role } });
  }

  /** The roles on which those decide who have one of these roles, or are in a group. */
  async decidedBy(
    tx: OrgTx,
    { orgId }: OrgScope,
    who: { readonly roles: readonly string[] } | { readonly groupId: string },
  ): Promise<readonly string[]> {
    const where = 'roles' in who ? { approverRole: { in: [...who.roles] } } : { approverGroupId: who.groupId };
    const found = await rows(tx).elevationRule.findMany({ where: { orgId, ...where }, select: { role: true } });
    return found.map(({ role }) => role);
  }
}

function toRule({ role, isAskable, maxMinutes, approverKind, approverRole, groupId, groupName }: Row): ElevationRule {
  const rule = { role, isAskable, maxMinutes };
  if (approverKind === 'role' && approverRole !== null)
    return { ...rule, approver: { kind: 'role', role: approverRole } };
  if (approverKind === 'group' && groupId !== null)
    return { ...rule, approver: { kind: 'group', group: { id: groupId, name: groupName ?? '' } } };
  return { ...rule, approver: { kind: 'givers' } };
}
