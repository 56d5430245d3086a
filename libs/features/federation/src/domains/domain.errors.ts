import { DomainError } from '#kernel';

export class DomainNotFound extends DomainError {
  readonly code = 'domain.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such domain.';
}

export class DomainTaken extends DomainError {
  readonly code = 'domain.taken';
  readonly kind = 'conflict';
  readonly title = 'The domain is in use already.';
}

export class DomainRecordMissing extends DomainError {
  readonly code = 'domain.record_missing';
  readonly kind = 'conflict';
  readonly title = 'The TXT record was not found.';
}

export class DomainNeeded extends DomainError {
  readonly code = 'domain.needed';
  readonly kind = 'conflict';
  readonly title = 'Single sign-on is required, and rests on this domain.';
}

export class HandoverRefused extends DomainError {
  readonly code = 'domain.handover_refused';
  readonly kind = 'conflict';
  readonly title = 'No accounts can be taken over so.';
}
