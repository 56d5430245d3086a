import { DomainError } from '#kernel';

export class ServiceAccountNameTaken extends DomainError {
  readonly code = 'service_account.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another service account of this organisation has that name.';
}

export class ServiceAccountNotFound extends DomainError {
  readonly code = 'service_account.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such service account.';
}

export class ServiceKeyNotFound extends DomainError {
  readonly code = 'service_account.key_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such key.';
}

export class TooManyKeys extends DomainError {
  readonly code = 'service_account.too_many_keys';
  readonly kind = 'conflict';
  readonly title = 'The service account has as many good keys as it may have.';
}

/** The key is known, but not good from where the request comes. */
export class KeyElsewhere extends DomainError {
  readonly code = 'service_account.wrong_network';
  readonly kind = 'forbidden';
  readonly title = 'The key is not good from this network.';
}
