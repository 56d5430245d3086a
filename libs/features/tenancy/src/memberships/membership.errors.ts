import { DomainError } from '#kernel';

export class OwnerNeeded extends DomainError {
  readonly code = 'org.owner_needed';
  readonly kind = 'conflict';
  readonly title = 'An organisation keeps an owner who can act.';
}
