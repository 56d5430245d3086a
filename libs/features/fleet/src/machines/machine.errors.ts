import { DomainError } from '#kernel';

export class MachineNotFound extends DomainError {
  readonly code = 'machine.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such machine.';
}

export class MachineRevoked extends DomainError {
  readonly code = 'machine.revoked';
  readonly kind = 'forbidden';
  readonly title = 'This machine has been revoked.';
}
