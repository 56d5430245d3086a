import { DomainError } from '#kernel';

export class GroupNotFound extends DomainError {
  readonly code = 'group.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such group.';
}

export class GroupNameTaken extends DomainError {
  readonly code = 'group.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another group has that name.';
}

export class GroupsTooMany extends DomainError {
  readonly code = 'group.too_many';
  readonly kind = 'conflict';
  readonly title = 'There are as many groups as there can be.';
}

export class GroupNotByHand extends DomainError {
  readonly code = 'group.not_by_hand';
  readonly kind = 'conflict';
  readonly title = 'The group is kept by a directory or a connection.';
}
