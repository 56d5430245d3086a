import { DomainError } from '#kernel';

export class ConnectionTestNotFound extends DomainError {
  readonly code = 'connection_test.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such test.';
}
