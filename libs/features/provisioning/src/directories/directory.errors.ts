import { DomainError } from '#kernel';

export class DirectoryNotFound extends DomainError {
  readonly code = 'directory.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such directory.';
}

export class DirectoryNameTaken extends DomainError {
  readonly code = 'directory.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another directory has that name.';
}

export class DirectoriesTooMany extends DomainError {
  readonly code = 'directory.too_many';
  readonly kind = 'conflict';
  readonly title = 'There are as many as there can be.';
}

export class DirectoryTokenRefused extends DomainError {
  readonly code = 'directory.token_refused';
  readonly kind = 'unauthenticated';
  readonly title = 'The token of the directory is not good.';
}

export class DirectoryBusy extends DomainError {
  readonly code = 'directory.busy';
  readonly kind = 'limit';
  readonly title = 'The directory asks for too much at once.';
}
