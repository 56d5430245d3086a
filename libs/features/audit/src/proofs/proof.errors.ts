import { DomainError } from '#kernel';

export class ProofImpossible extends DomainError {
  readonly code = 'audit.proof_impossible';
  readonly kind = 'invalid';
  readonly title = 'There is no such proof.';
}

export class NothingInLedger extends DomainError {
  readonly code = 'audit.ledger_empty';
  readonly kind = 'not_found';
  readonly title = 'The ledger is empty.';
}

export class TileNotFound extends DomainError {
  readonly code = 'audit.tile_not_found';
  readonly kind = 'not_found';
  readonly title = 'The ledger has no such tile.';
}
