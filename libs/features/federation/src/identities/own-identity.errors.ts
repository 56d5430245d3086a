import { DomainError } from '#kernel';

export class IdentityNotFound extends DomainError {
  readonly code = 'identity.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such identity.';
}

export class LastIdentity extends DomainError {
  readonly code = 'identity.last';
  readonly kind = 'conflict';
  readonly title = 'It is the only way to sign in.';
}
