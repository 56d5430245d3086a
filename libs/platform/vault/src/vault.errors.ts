import { DomainError } from '#kernel';

const RETRY_AFTER_SECONDS = 30;

/** Revoked, disabled, scheduled for deletion, not permitted, or out of reach: to us it is all the same. What hangs on the key waits. */
export class KeyUnavailable extends DomainError {
  readonly code = 'key.unavailable';
  readonly kind = 'unavailable';
  readonly title = 'The encryption key is not available.';

  constructor(detail: string, options?: ErrorOptions) {
    super(detail, { retryAfterSeconds: RETRY_AFTER_SECONDS }, options);
  }
}
