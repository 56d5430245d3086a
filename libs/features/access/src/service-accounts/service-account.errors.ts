import { DomainError } from '#kernel';

export class KeyTooWide extends DomainError {
  readonly code = 'service_account.key_too_wide';
  readonly kind = 'invalid';
  readonly title = 'A key may not be given these permissions.';
}

export class ServiceAccountDisabled extends DomainError {
  readonly code = 'service_account.disabled';
  readonly kind = 'conflict';
  readonly title = 'The service account is disabled.';
}
