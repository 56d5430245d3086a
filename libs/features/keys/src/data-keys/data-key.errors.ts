import { DomainError } from '#kernel';

export class DataKeyMissing extends DomainError {
  readonly code = 'key.missing';
  readonly kind = 'unavailable';
  readonly title = 'A data key is not in the database.';
}

export class RotationRaced extends DomainError {
  readonly code = 'key.rotation_raced';
  readonly kind = 'conflict';
  readonly title = 'The key was rotated by somebody else just now.';
}
