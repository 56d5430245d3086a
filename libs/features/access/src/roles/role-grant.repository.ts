import { Injectable } from '@nestjs/common';
import type { GroupId, TeamId } from '#features/tenancy';
import { newId, type OrgId, type PrincipalId, type RequestContext } from '#kernel';
import { isCheckViolation, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { LastOwner, OwnerInactive } from './role.errors.js';
import type { GrantId, HeldRole, RoleGrant, RoleHolder, RoleInPlace } from './role-grant.js';

type InOrg = Pick<RequestContext, 'orgId'>;
type Row = Record<string, unknown> & {
  readonly role: string;
  readonly teamId: TeamId | null;
  readonly teamName: string | null;
};

/** Rows of the table `role_grants`. */
@Injectable()
export class RoleGrantRepository {
  /** The roles that the holder itself was given for the whole org. */
  async rolesOf(tx: OrgTx, { orgId }: InOrg, { kind, id }: RoleHolder): Promise<readonly string[]> {
    const where = { orgId, principalKind: kind, principalId: id, teamId: null };
    return (await rows(tx).roleGrant.findMany({ where, select: { role: true }, orderBy: { role: 'asc' } })).map(
      ({ role }) => role,
    );
  }

  /** All that the holder has: given to it or to a group that it is in, for the org or for a team. */
  async heldBy(tx: OrgTx, { orgId }: InOrg, { kind, id }: RoleHolder): Promise<readonly HeldRole[]> {
    const found = await sql(tx).query<Row & { groupId: GroupId | null; groupName: string | null }>(
      `select g.role, g.team_id as "teamId", t.name as "teamName", null::uuid as "groupId", null::text as "groupName"
         from role_grants g left join teams t on t.org_id = g.org_id and t.id = g.team_id
        where g.org_id = $1::uuid and g.principal_kind = $2 and g.principal_id = $3::uuid
        union all
       select g.role, g.team_id, t.name, s.id, s.name
         from group_members m
         join groups s on s.org_id = m.org_id and s.id = m.group_id
         join role_grants g on g.org_id = m.org_id and g.principal_kind = 'group' and g.principal_id = m.group_id
         left join teams t on t.org_id = g.org_id and t.id = g.team_id
        where m.org_id = $1::uuid and m.person_id = $3::uuid and $2 = 'person'
        order by 1, 3, 5`,
      [orgId, kind, id],
    );
    return found.map(({ role, groupId, groupName, ...row }) => ({
      role,
      team: teamOf(row),
      group: groupId === null ? null : { id: groupId, name: groupName ?? '' },
    }));
  }

  /** What any of these people has, by her own grants or through her groups; each once. */
  async heldByAnyOf(tx: OrgTx, { orgId }: InOrg, people: readonly string[]): Promise<readonly RoleInPlace[]> {
    const found = await sql(tx).query<{ role: string; teamId: TeamId | null }>(
      `select g.role, g.team_id as "teamId" from role_grants g
        where g.org_id = $1::uuid and g.principal_kind = 'person' and g.principal_id = any($2::uuid[])
        union
       select g.role, g.team_id from group_members m
         join role_grants g on g.org_id = m.org_id and g.principal_kind = 'group' and g.principal_id = m.group_id
        where m.org_id = $1::uuid and m.person_id = any($2::uuid[])
        order by 1, 2`,
      [orgId, [...people]],
    );
    return found;
  }

  /** The roles for the whole org of all holders of a kind, by holder. */
  async rolesOfAll(
    tx: OrgTx,
    { orgId }: InOrg,
    principalKind: RoleHolder['kind'],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const grants = await rows(tx).roleGrant.findMany({
      where: { orgId, principalKind, teamId: null },
      select: { principalId: true, role: true },
      orderBy: { role: 'asc' },
    });
    const byHolder = Map.groupBy(grants, ({ principalId }) => principalId);
    return new Map([...byHolder].map(([id, held]) => [id, held.map(({ role }) => role)]));
  }

  /** What holders were given, wherever: of all, or as `filter` says; those behind the grant `after`, by id. */
  async page(
    tx: OrgTx,
    { orgId }: InOrg,
    filter: GrantFilter,
    { after, limit }: { after: GrantId | null; limit: number },
  ): Promise<readonly RoleGrant[]> {
    const found = await sql(tx).query<GrantRow>(
      `select ${GRANT} where g.org_id = $1::uuid and ($2::uuid is null or g.id > $2::uuid)
          and ($3::text is null or g.role = $3) and ($4::uuid is null or g.principal_id = $4::uuid)
          and ($5::uuid is null or g.team_id = $5::uuid) and ($6::text is null or g.principal_kind = $6)
        order by g.id limit $7::int`,
      [orgId, after, filter.role, filter.principalId, filter.teamId, filter.kind, limit].map((value) => value ?? null),
    );
    return found.map(toGrant);
  }

  async find(tx: OrgTx, { orgId }: InOrg, id: GrantId): Promise<RoleGrant | null> {
    const [row] = await sql(tx).query<GrantRow>(`select ${GRANT} where g.org_id = $1::uuid and g.id = $2::uuid`, [
      orgId,
      id,
    ]);
    return row === undefined ? null : toGrant(row);
  }

  /** The people who own the org and can act. */
  async owners(tx: OrgTx, { orgId }: InOrg): Promise<readonly string[]> {
    const found = await sql(tx).query<{ id: string }>(
      `select g.principal_id as id from role_grants g
         join memberships m on m.org_id = g.org_id and m.person_id = g.principal_id and m.status = 'active'
        where g.org_id = $1::uuid and g.principal_kind = 'person' and g.role = 'owner'`,
      [orgId],
    );
    return found.map(({ id }) => id);
  }

  /**
   * Groups that others say who is in, and that give something: a role, or the say on who is given one for a while.
   * @param sourceId a directory or a connection; null: every one of them
   */
  async givingGroupsOf(tx: OrgTx, { orgId }: InOrg, sourceId: string | null): Promise<readonly GroupId[]> {
    const found = await sql(tx).query<{ id: GroupId }>(
      `select g.id from groups g
        where g.org_id = $1::uuid and (g.source_id = $2::uuid or ($2::uuid is null and g.source in ('directory', 'connection'))) and (
          exists (select 1 from role_grants r
                   where r.org_id = g.org_id and r.principal_kind = 'group' and r.principal_id = g.id)
          or exists (select 1 from elevation_rules e where e.org_id = g.org_id and e.approver_group_id = g.id))`,
      [orgId, sourceId],
    );
    return found.map(({ id }) => id);
  }

  /** How many have the role, of whatever kind and wherever. */
  countHolders(tx: OrgTx, { orgId }: InOrg, role: string): Promise<number> {
    return rows(tx).roleGrant.count({ where: { orgId, role } });
  }

  /** Answers null when it was given before. @throws OwnerInactive */
  async give(
    tx: OrgTx,
    { orgId, now }: Pick<RequestContext, 'orgId' | 'now'>,
    { kind, id, role, teamId }: RoleHolder & RoleInPlace,
  ): Promise<GrantId | null> {
    const grantId = newId<'Grant'>(now);
    const data = { orgId, id: grantId, principalKind: kind, principalId: id, role, teamId, createdAt: now };
    try {
      const { count } = await rows(tx).roleGrant.createMany({ data: [data], skipDuplicates: true });
      return count === 1 ? grantId : null;
    } catch (error) {
      if (!isCheckViolation(error, 'owners_are_active')) throw error;
      throw new OwnerInactive(
        'Only an active member can own the organisation. Reinstate her first.',
        {},
        { cause: error },
      );
    }
  }

  /** @throws LastOwner, by whatever route it came to this; nothing more can be done in `tx` then */
  async take(tx: OrgTx, { orgId }: InOrg, { kind, id, role, teamId }: RoleHolder & RoleInPlace): Promise<boolean> {
    try {
      const where = { orgId, principalKind: kind, principalId: id, role, teamId };
      return (await rows(tx).roleGrant.deleteMany({ where })).count === 1;
    } catch (error) {
      if (!isCheckViolation(error, 'owners_at_least_one')) throw error;
      throw new LastOwner('Make somebody else an owner first.', {}, { cause: error });
    }
  }

  /** One change of an org's roles at a time, so that two cannot each remove the other's last owner. */
  async lock(tx: OrgTx, orgId: OrgId): Promise<void> {
    await sql(tx).query('select pg_advisory_xact_lock(hashtextextended($1, 4))::text as locked', [
      `role-grants/${orgId}`,
    ]);
  }
}

export interface GrantFilter {
  readonly role?: string | undefined;
  readonly kind?: RoleHolder['kind'] | undefined;
  readonly principalId?: string | undefined;
  readonly teamId?: string | undefined;
}

const GRANT = `g.id, g.principal_kind as kind, g.principal_id as "principalId", g.role, g.team_id as "teamId", t.name as "teamName",
  g.created_at as "createdAt" from role_grants g left join teams t on t.org_id = g.org_id and t.id = g.team_id`;

type GrantRow = Row & {
  readonly id: GrantId;
  readonly kind: RoleHolder['kind'];
  readonly principalId: PrincipalId;
  readonly createdAt: Date;
};

const teamOf = ({ teamId, teamName }: Pick<Row, 'teamId' | 'teamName'>): RoleGrant['team'] =>
  teamId === null ? null : { id: teamId, name: teamName ?? '' };

const toGrant = ({ id, kind, principalId, role, createdAt, ...row }: GrantRow): RoleGrant => ({
  id,
  holder: { kind, id: principalId },
  role,
  team: teamOf(row),
  createdAt,
});
