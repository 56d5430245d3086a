import type { TeamId } from '#features/tenancy';
import { type PermissionName, TEAM_PERMISSIONS } from '../permissions/permission.js';
import type { RoleBook } from './role-book.js';
import { OWNER, type Role } from './role.js';
import type { HeldRole } from './role-grant.js';

/** What a principal can do, for good: what it has for a while is not in it, since that cannot be handed on. */
export interface Power {
  /** The roles that it has for the whole org. */
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<PermissionName>;
  /** What it may do in some teams alone. */
  readonly inTeams: ReadonlyMap<TeamId, ReadonlySet<PermissionName>>;
}

export function powerOf(held: readonly HeldRole[], book: RoleBook): Power {
  const roles = [...new Set(held.filter(({ team }) => team === null).map(({ role }) => role))];
  const scoped = Map.groupBy(
    held.flatMap(({ role, team }) => (team === null ? [] : [{ role, teamId: team.id }])),
    ({ teamId }) => teamId,
  );
  const inTeams = new Map(
    [...scoped].map(([teamId, given]) => [teamId, reachOf(book.permissionsOf(given.map(({ role }) => role)))] as const),
  );
  return { roles, permissions: book.permissionsOf(roles), inTeams };
}

/** What is left of permissions that are held for a team. */
export const reachOf = (permissions: ReadonlySet<PermissionName>): ReadonlySet<PermissionName> =>
  new Set([...permissions].filter((name) => TEAM_PERMISSIONS.has(name)));

/**
 * Nobody gives, or takes, what she does not have herself; owners are made and unmade by owners alone. For a team it is enough to have there
 * what the role allows there.
 */
export function mayHandle(
  role: Pick<Role, 'name' | 'permissions'>,
  power: Power,
  teamId: TeamId | null = null,
): boolean {
  if (role.name === OWNER) return power.roles.includes(OWNER);
  if (teamId === null) return [...role.permissions].every((permission) => power.permissions.has(permission));
  const here = power.inTeams.get(teamId);
  return [...reachOf(role.permissions)].every((name) => power.permissions.has(name) || here?.has(name) === true);
}

/** A role, as it is held: for the org or for a team. */
export interface PlacedRole {
  readonly role: Pick<Role, 'name' | 'permissions'>;
  readonly teamId: TeamId | null;
}

export const handlesAll = (held: readonly PlacedRole[], power: Power): boolean =>
  held.every(({ role, teamId }) => mayHandle(role, power, teamId));

const QUIET = /:(?:read|request|export)$/;

/**
 * The first of the roles that whoever has this power may not bring down: an owner's, or one that does more than read and ask, and holds what the
 * power does not. Null where there is none.
 */
export function standsAbove(held: readonly PlacedRole[], power: Power): string | null {
  const loud = ({ name, permissions }: PlacedRole['role']): PlacedRole['role'] => ({
    name,
    permissions: new Set([...permissions].filter((permission) => !QUIET.test(permission))),
  });
  return held.find(({ role, teamId }) => !mayHandle(loud(role), power, teamId))?.role.name ?? null;
}

/** What somebody may do in a team and not in the whole org: her reach grows with every person whom she takes into it. */
export const reachBeyond = (power: Power, teamId: TeamId): readonly PermissionName[] =>
  [...(power.inTeams.get(teamId) ?? [])].filter((name) => !power.permissions.has(name));

/** Whether the org would be without an owner who can act after `changing` has lost the role. */
export const wouldBeOwnerless = (owners: readonly string[], changing: string): boolean =>
  owners.every((owner) => owner === changing);
