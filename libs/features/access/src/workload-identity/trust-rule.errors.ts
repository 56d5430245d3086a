import { DomainError } from '#kernel';

export class TrustRuleNotFound extends DomainError {
  readonly code = 'trust_rule.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such trust rule.';
}

export class TrustRuleNameTaken extends DomainError {
  readonly code = 'trust_rule.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another trust rule of this organisation has that name.';
}

export class TrustRuleTooWide extends DomainError {
  readonly code = 'trust_rule.too_wide';
  readonly kind = 'invalid';
  readonly title = 'The trust rule lets in programs that are not yours.';
}

export class TooManyTrustRules extends DomainError {
  readonly code = 'trust_rule.too_many';
  readonly kind = 'conflict';
  readonly title = 'The organisation has as many trust rules as it may have.';
}
