import { DomainError } from '#kernel';

export class SsoNotReady extends DomainError {
  readonly code = 'sign_in_policy.not_ready';
  readonly kind = 'conflict';
  readonly title = 'Single sign-on cannot be required yet.';
}

export class BreakGlassRefused extends DomainError {
  readonly code = 'sign_in_policy.break_glass_refused';
  readonly kind = 'forbidden';
  readonly title = 'The glass is broken by owners, as owners say.';
}

export class LastBreakGlass extends DomainError {
  readonly code = 'sign_in_policy.last_break_glass';
  readonly kind = 'conflict';
  readonly title = 'She is the last who could come in without the identity provider.';
}
