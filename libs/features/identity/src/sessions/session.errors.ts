import { DomainError } from '#kernel';

export class SessionNotFound extends DomainError {
  readonly code = 'session.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such session.';
}

export class SessionEnded extends DomainError {
  readonly code = 'session.ended';
  readonly kind = 'unauthenticated';
  readonly title = 'The session has ended.';
}

export class CsrfRefused extends DomainError {
  readonly code = 'session.csrf';
  readonly kind = 'forbidden';
  readonly title = 'The request did not come from the console.';
}

export class NotAMember extends DomainError {
  readonly code = 'org.not_a_member';
  readonly kind = 'not_found';
  readonly title = 'No such organisation among yours.';
}

export class SessionBound extends DomainError {
  readonly code = 'session.bound_to_org';
  readonly kind = 'forbidden';
  readonly title = 'The session acts in one organisation alone.';
}

export class SsoRequired extends DomainError {
  readonly code = 'org.sso_required';
  readonly kind = 'forbidden';
  readonly title = 'The organisation lets people in through its identity provider only.';
}
