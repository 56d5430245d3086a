import { DomainError } from '#kernel';

export class EmailTaken extends DomainError {
  readonly code = 'person.email_taken';
  readonly kind = 'conflict';
  readonly title = 'That e-mail address has an account already.';
}

export class AccountManaged extends DomainError {
  readonly code = 'person.managed';
  readonly kind = 'forbidden';
  readonly title = 'An organisation manages this account.';
}
