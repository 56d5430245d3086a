import { DomainError } from '#kernel';

export class OrgSlugTaken extends DomainError {
  readonly code = 'org.slug_taken';
  readonly kind = 'conflict';
  readonly title = 'Another organisation has that short name.';
}

export class OrgNotFound extends DomainError {
  readonly code = 'org.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such organisation.';
}
