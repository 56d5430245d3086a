import { DomainError } from '#kernel';

export class SessionNotFound extends DomainError {
  readonly code = 'audit.session_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such session.';
}
