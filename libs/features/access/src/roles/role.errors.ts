import { DomainError } from '#kernel';

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
