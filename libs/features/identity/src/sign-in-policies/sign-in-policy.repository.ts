import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { type BreakGlassOwner, type Entrance, OPEN_POLICY, type SignInPolicy } from './sign-in-policy.js';

/** Rows of the tables `sign_in_policies` and `break_glass_owners`. */
@Injectable()
export class SignInPolicyRepository {
  async find(tx: OrgTx, { orgId }: OrgScope): Promise<SignInPolicy> {
    const select = { ssoRequired: true, defaultRole: true } as const;
    return (await rows(tx).signInPolicy.findUnique({ where: { orgId }, select })) ?? OPEN_POLICY;
  }

  async put(tx: OrgTx, { orgId, now: updatedAt }: OrgScope & { now: Date }, policy: SignInPolicy): Promise<void> {
    const { ssoRequired, defaultRole } = policy;
    await rows(tx).signInPolicy.upsert({
      where: { orgId },
      create: { orgId, ssoRequired, defaultRole, updatedAt },
      update: { ssoRequired, defaultRole, updatedAt },
      select: { orgId: true },
    });
  }

  async breakGlassOwners(tx: OrgTx, { orgId }: OrgScope): Promise<readonly BreakGlassOwner[]> {
    const found = await rows(tx).breakGlassOwner.findMany({
      where: { orgId },
      select: { personId: true, givenBy: true, givenAt: true },
      orderBy: { givenAt: 'asc' },
    });
    return found.map((row) => ({ ...row, personId: row.personId as PersonId }));
  }

  async addBreakGlass(tx: OrgTx, { orgId }: OrgScope, owner: BreakGlassOwner): Promise<void> {
    await rows(tx).breakGlassOwner.createMany({ data: [{ orgId, ...owner }], skipDuplicates: true });
  }

  async removeBreakGlass(tx: OrgTx, { orgId }: OrgScope, personId: PersonId): Promise<boolean> {
    return (await rows(tx).breakGlassOwner.deleteMany({ where: { orgId, personId } })).count === 1;
  }

  /** One change of an org's way in at a time, so that two cannot together shut everybody out. */
  async lock(tx: OrgTx, { orgId }: OrgScope): Promise<void> {
    await sql(tx).query('select pg_advisory_xact_lock(hashtextextended($1, 6))::text as locked', [
      `sign-in-policy/${orgId}`,
    ]);
  }

  /** Whether anybody has to come in through a connection: everybody, or who has an address of some domain. */
  async isRequired(tx: OrgTx, { orgId }: OrgScope): Promise<boolean> {
    if ((await this.find(tx, { orgId })).ssoRequired) return true;
    return (await rows(tx).domainRule.count({ where: { orgId, ssoRequired: true } })) > 0;
  }

  /** The orgs in which the person is an active member, by name. */
  async entrancesAcrossTenants(tx: SystemTx, personId: PersonId): Promise<readonly Entrance[]> {
    const found = await sql(tx).query<EntranceRow>(
      `select m.org_id, coalesce(s.sso_required, false) or coalesce(r.sso_required, false) as sso_required, r.connection_id,
              b.person_id is not null as is_break_glass
         from memberships m
         join orgs o on o.id = m.org_id
         join people p on p.id = m.person_id
         left join sign_in_policies s on s.org_id = m.org_id
         left join domain_rules r on r.org_id = m.org_id and r.domain = split_part(p.email, '@', -1)
         left join break_glass_owners b on b.org_id = m.org_id and b.person_id = m.person_id
        where m.person_id = $1::uuid and m.status = 'active'
        order by o.name, o.id`,
      [personId],
    );
    return found.map((row) => ({
      orgId: row.org_id as OrgId,
      ssoRequired: row.sso_required,
      connectionId: row.connection_id,
      isBreakGlass: row.is_break_glass,
    }));
  }
}

interface EntranceRow extends Record<string, unknown> {
  readonly org_id: string;
  readonly sso_required: boolean;
  readonly connection_id: string | null;
  readonly is_break_glass: boolean;
}
