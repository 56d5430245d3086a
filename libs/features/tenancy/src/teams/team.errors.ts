import { DomainError } from '#kernel';

export class TeamNotFound extends DomainError {
  readonly code = 'team.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such team.';
}

export class TeamNameTaken extends DomainError {
  readonly code = 'team.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another team has that name.';
}

export class TeamsTooMany extends DomainError {
  readonly code = 'team.too_many';
  readonly kind = 'conflict';
  readonly title = 'There are as many teams as there can be.';
}
