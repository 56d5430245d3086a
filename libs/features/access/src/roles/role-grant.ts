import type { GroupId, TeamId } from '#features/tenancy';
import type { Id, PrincipalId } from '#kernel';

export type GrantId = Id<'Grant'>;

/** Who can be given a role: machines are given none. */
export interface RoleHolder {
  readonly kind: 'person' | 'service' | 'group';
  readonly id: PrincipalId;
}

/** A role that was given, to whom, and where: in one team, or in the whole org. */
export interface RoleGrant {
  readonly id: GrantId;
  readonly holder: RoleHolder;
  readonly role: string;
  readonly team: { readonly id: TeamId; readonly name: string } | null;
  readonly createdAt: Date;
}

/** A role that a principal has by being given it, or by being in a group that was. */
export interface HeldRole {
  readonly role: string;
  readonly team: RoleGrant['team'];
  readonly group: { readonly id: GroupId; readonly name: string } | null;
}

export type RoleInPlace = Pick<RoleGrant, 'role'> & { readonly teamId: TeamId | null };
