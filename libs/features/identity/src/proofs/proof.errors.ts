import { DomainError } from '#kernel';

export class ProofThroughConnection extends DomainError {
  readonly code = 'proof.through_connection';
  readonly kind = 'conflict';
  readonly title = 'The proof has to come from the identity provider.';
}

export class ProofOfAnother extends DomainError {
  readonly code = 'proof.of_another';
  readonly kind = 'forbidden';
  readonly title = 'That passkey is somebody else’s.';
}
