import { DomainError } from '#kernel';

export class ResponsesWaiting extends DomainError {
  readonly code = 'saml.busy';
  readonly kind = 'unavailable';
  readonly title = 'Too many sign-ins wait to be checked.';
}

export class KeysRotating extends DomainError {
  readonly code = 'saml.keys_rotating';
  readonly kind = 'conflict';
  readonly title = 'The keys of the connection are being changed already.';
}

export class NoNextKeys extends DomainError {
  readonly code = 'saml.no_next_keys';
  readonly kind = 'conflict';
  readonly title = 'There are no next keys that could count.';
}
