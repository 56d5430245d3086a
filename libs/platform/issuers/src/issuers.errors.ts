import { DomainError } from '#kernel';

export class IssuerUnavailable extends DomainError {
  readonly code = 'issuer.unavailable';
  readonly kind = 'unavailable';
  readonly title = 'The OpenID issuer did not answer as one.';
}

export class IssuerAddressInvalid extends DomainError {
  readonly code = 'issuer.address_invalid';
  readonly kind = 'invalid';
  readonly title = 'That is no address of an OpenID issuer.';
}
