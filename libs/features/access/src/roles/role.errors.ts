import { DomainError } from '#kernel';

export class GroupUnvouched extends DomainError {
  readonly code = 'role.group_unvouched';
  readonly kind = 'conflict';
  readonly title = 'Somebody who could not give the role says who is in the group.';
}

export class RoleUnknown extends DomainError {
  readonly code = 'role.unknown';
  readonly kind = 'invalid';
  readonly title = 'There is no such role.';
}

export class RoleNotYours extends DomainError {
  readonly code = 'role.not_yours';
  readonly kind = 'forbidden';
  readonly title = 'Nobody gives or takes what she does not have.';
}

export class LastOwner extends DomainError {
  readonly code = 'role.last_owner';
  readonly kind = 'conflict';
  readonly title = 'An organisation keeps at least one owner.';
}

export class OwnerInactive extends DomainError {
  readonly code = 'role.owner_inactive';
  readonly kind = 'conflict';
  readonly title = 'An owner is an active member.';
}

export class OwnerAlone extends DomainError {
  readonly code = 'role.owner_alone';
  readonly kind = 'invalid';
  readonly title = 'Owners are made one by one, for the whole organisation.';
}

export class RoleNotForTeams extends DomainError {
  readonly code = 'role.not_for_teams';
  readonly kind = 'invalid';
  readonly title = 'The role allows nothing that can be held for one team.';
}

export class HolderNotFound extends DomainError {
  readonly code = 'grant.holder_not_found';
  readonly kind = 'not_found';
  readonly title = 'There is nobody to give the role to.';
}

export class GrantNotFound extends DomainError {
  readonly code = 'grant.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such grant.';
}

export class RoleNameTaken extends DomainError {
  readonly code = 'role.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another role of this organisation has that name.';
}

export class RoleBuiltIn extends DomainError {
  readonly code = 'role.built_in';
  readonly kind = 'conflict';
  readonly title = 'A built-in role cannot be changed.';
}

export class RoleInUse extends DomainError {
  readonly code = 'role.in_use';
  readonly kind = 'conflict';
  readonly title = 'Somebody has the role.';
}
