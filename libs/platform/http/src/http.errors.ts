import { DomainError } from '#kernel';

export class RequestInvalid extends DomainError {
  readonly code = 'request.invalid';
  readonly kind = 'invalid';
  readonly title = 'The request does not fit its schema.';
}

export class NotSignedIn extends DomainError {
  readonly code = 'request.unauthenticated';
  readonly kind = 'unauthenticated';
  readonly title = 'This needs a signed-in caller.';
}

export class NotPermitted extends DomainError {
  readonly code = 'request.forbidden';
  readonly kind = 'forbidden';
  readonly title = 'The caller lacks a permission.';
}

/** RFC 9470 section 3, as a problem: its `maxAgeSeconds` is what the challenge calls max_age. */
export class FreshProofNeeded extends DomainError {
  readonly code = 'request.insufficient_user_authentication';
  readonly kind = 'unauthenticated';
  readonly title = 'This needs a fresh proof of who you are.';
}

export class NoOrgChosen extends DomainError {
  readonly code = 'request.no_org';
  readonly kind = 'forbidden';
  readonly title = 'The caller acts in no organisation.';
}

export class TooManyRequests extends DomainError {
  readonly code = 'request.too_many';
  readonly kind = 'limit';
  readonly title = 'Too many requests.';
}

export class AddressRefused extends DomainError {
  readonly code = 'outbound.address_refused';
  readonly kind = 'invalid';
  readonly title = 'That address is not reachable from here by policy.';
}
