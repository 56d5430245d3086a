import { DomainError } from '#kernel';

export class PolicyNone extends DomainError {
  readonly code = 'policy.none';
  readonly kind = 'not_found';
  readonly title = 'This organisation has published no policy yet.';
}

export class PolicyVersionNotFound extends DomainError {
  readonly code = 'policy.version_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such version of the policy.';
}

export class PolicyStale extends DomainError {
  readonly code = 'policy.stale';
  readonly kind = 'conflict';
  readonly title = 'Somebody else has published in the meantime.';
}

export class PolicyInvalid extends DomainError {
  readonly code = 'policy.invalid';
  readonly kind = 'invalid';
  readonly title = 'The policy document is not valid.';
}

export class PolicyTampered extends DomainError {
  readonly code = 'policy.tampered';
  readonly kind = 'unavailable';
  readonly title = 'A stored policy is not what was published.';
}
