import { DomainError } from '#kernel';

export class TokenRefused extends DomainError {
  readonly code = 'token.refused';
  readonly kind = 'unauthenticated';
  readonly title = 'The token is not good, or no longer.';
}

export class ProofRefused extends DomainError {
  readonly code = 'token.proof_refused';
  readonly kind = 'unauthenticated';
  readonly title = 'The proof of possession was not accepted.';
}

export class NotEnrolled extends DomainError {
  readonly code = 'machine.not_enrolled';
  readonly kind = 'unauthenticated';
  readonly title = 'The machine is not enrolled.';
}

export class NotAPerson extends DomainError {
  readonly code = 'request.not_a_person';
  readonly kind = 'forbidden';
  readonly title = 'This is for people.';
}
