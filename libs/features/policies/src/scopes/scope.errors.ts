import { DomainError } from '#kernel';

export class PolicyScopeClosed extends DomainError {
  readonly code = 'policy.scope_closed';
  readonly kind = 'forbidden';
  readonly title = 'This layer of the policy is not yours to publish.';
}

export class PolicyLayersTooMany extends DomainError {
  readonly code = 'policy.layers_too_many';
  readonly kind = 'conflict';
  readonly title = 'Together the layers are more than a machine can hold.';
}

export class PolicyLayerNone extends DomainError {
  readonly code = 'policy.layer_none';
  readonly kind = 'not_found';
  readonly title = 'Nothing is published here yet.';
}
