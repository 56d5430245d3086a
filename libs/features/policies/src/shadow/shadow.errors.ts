import { DomainError } from '#kernel';

export class ShadowNotFound extends DomainError {
  readonly code = 'policy_shadow.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such draft is watched in shadow.';
}

export class ShadowRunning extends DomainError {
  readonly code = 'policy_shadow.running';
  readonly kind = 'conflict';
  readonly title = 'Machines watch one draft at a time.';
}

export class ShadowOfProject extends DomainError {
  readonly code = 'policy_shadow.of_project';
  readonly kind = 'conflict';
  readonly title = 'A project’s draft cannot be watched in shadow.';
}

export class ShadowOfWithdrawal extends DomainError {
  readonly code = 'policy_shadow.of_withdrawal';
  readonly kind = 'conflict';
  readonly title = 'A draft that takes a policy away cannot be watched in shadow.';
}

export class ShadowOver extends DomainError {
  readonly code = 'policy_shadow.over';
  readonly kind = 'conflict';
  readonly title = 'The draft is watched no more.';
}
