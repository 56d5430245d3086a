import { DomainError } from '#kernel';

export class ConnectionSetupLinkNotFound extends DomainError {
  readonly code = 'connection_setup.link_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such set-up link.';
}

export class ConnectionSetupLinkRefused extends DomainError {
  readonly code = 'connection_setup.link_refused';
  readonly kind = 'unauthenticated';
  readonly title = 'The set-up link is not good, or no longer.';
}

export class ConnectionLiveAlready extends DomainError {
  readonly code = 'connection_setup.live';
  readonly kind = 'conflict';
  readonly title = 'The connection is live: the organisation changes it from now on.';
}
