import { DomainError } from '#kernel';

export class SignInRefused extends DomainError {
  readonly code = 'sign_in.refused';
  readonly kind = 'invalid';
  readonly title = 'That did not sign you in.';
}

export class SignInExpired extends DomainError {
  readonly code = 'sign_in.expired';
  readonly kind = 'not_found';
  readonly title = 'There is no sign-in under way.';
}
