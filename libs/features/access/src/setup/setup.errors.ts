import { DomainError } from '#kernel';

export class LinkUnknown extends DomainError {
  readonly code = 'setup.link_unknown';
  readonly kind = 'not_found';
  readonly title = 'The link is not known here.';
}

export class LinkExpired extends DomainError {
  readonly code = 'setup.link_expired';
  readonly kind = 'not_found';
  readonly title = 'The link has expired.';
}

export class LinkUsed extends DomainError {
  readonly code = 'setup.link_used';
  readonly kind = 'conflict';
  readonly title = 'The link was used already.';
}

export class LinkForAnother extends DomainError {
  readonly code = 'setup.email_fixed';
  readonly kind = 'invalid';
  readonly title = 'The link is for another e-mail address.';
}

export class SetupIncomplete extends DomainError {
  readonly code = 'setup.incomplete';
  readonly kind = 'invalid';
  readonly title = 'Something is missing.';
}

export class AlreadySetUp extends DomainError {
  readonly code = 'setup.done';
  readonly kind = 'conflict';
  readonly title = 'This installation is set up already.';
}
