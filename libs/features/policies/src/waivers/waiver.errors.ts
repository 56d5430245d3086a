import { DomainError } from '#kernel';

export class WaiverNotFound extends DomainError {
  readonly code = 'waiver.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such waiver.';
}

export class WaiverDecided extends DomainError {
  readonly code = 'waiver.decided';
  readonly kind = 'conflict';
  readonly title = 'The request is not open any more.';
}

export class WaiverOwn extends DomainError {
  readonly code = 'waiver.own';
  readonly kind = 'forbidden';
  readonly title = 'Nobody approves an exception for herself.';
}

export class WaiverRefused extends DomainError {
  readonly code = 'waiver.refused';
  readonly kind = 'invalid';
  readonly title = 'The exception cannot be asked for so.';
}

export class WaiversTooMany extends DomainError {
  readonly code = 'waiver.too_many';
  readonly kind = 'conflict';
  readonly title = 'There are as many exceptions as a policy can hold.';
}

export class WaiverForPeople extends DomainError {
  readonly code = 'waiver.for_people';
  readonly kind = 'forbidden';
  readonly title = 'Exceptions are asked for and approved by people.';
}
