import { DomainError } from '#kernel';

export class TooManyAttempts extends DomainError {
  readonly code = 'sign_in.too_many_attempts';
  readonly kind = 'limit';
  readonly title = 'Too many attempts.';
}
