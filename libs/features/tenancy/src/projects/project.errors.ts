import { DomainError } from '#kernel';

export class ProjectNotFound extends DomainError {
  readonly code = 'project.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such project.';
}

export class ProjectNameTaken extends DomainError {
  readonly code = 'project.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another project has that name.';
}

export class ProjectRemoteTaken extends DomainError {
  readonly code = 'project.remote_taken';
  readonly kind = 'conflict';
  readonly title = 'Another project has that git remote.';
}

export class ProjectsTooMany extends DomainError {
  readonly code = 'project.too_many';
  readonly kind = 'conflict';
  readonly title = 'There are as many projects as there can be.';
}
