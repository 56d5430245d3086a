import { DomainError } from '#kernel';

const RETRY_AFTER_SECONDS = 5;

export class EvidenceNotTaken extends DomainError {
  readonly code = 'intake.not_taken';
  readonly kind = 'unavailable';
  readonly title = 'The events could not be committed.';

  constructor(options?: ErrorOptions) {
    super(
      'The ledger cannot be written just now. Keep the events and send them again; events that were committed after all are recognised.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
      options,
    );
  }
}

export class IntakeFull extends DomainError {
  readonly code = 'intake.full';
  readonly kind = 'unavailable';
  readonly title = 'Too much is waiting to be committed.';

  constructor() {
    super('Keep the events and send them again in a second.', { retryAfterSeconds: 1 });
  }
}

export class MachineTooLoud extends DomainError {
  readonly code = 'intake.too_loud';
  readonly kind = 'limit';
  readonly title = 'This machine sends more events than it may.';
}
