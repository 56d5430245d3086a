import { DomainError } from '#kernel';

export class ResponsesWaiting extends DomainError {
  readonly code = 'saml.busy';
  readonly kind = 'unavailable';
  readonly title = 'Too many sign-ins wait to be checked.';
}
