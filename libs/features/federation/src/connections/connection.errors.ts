import { DomainError } from '#kernel';

export class ConnectionNotFound extends DomainError {
  readonly code = 'connection.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such connection.';
}

export class ConnectionNameTaken extends DomainError {
  readonly code = 'connection.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another connection of this organisation has that name.';
}

export class ConnectionSettingsRefused extends DomainError {
  readonly code = 'connection.settings_refused';
  readonly kind = 'invalid';
  readonly title = 'The settings of the connection cannot work.';
}

export class ConnectionUntested extends DomainError {
  readonly code = 'connection.untested';
  readonly kind = 'conflict';
  readonly title = 'No test of these settings has passed.';
}

export class NothingPending extends DomainError {
  readonly code = 'connection.nothing_pending';
  readonly kind = 'conflict';
  readonly title = 'The connection has no settings that wait to count.';
}

export class PendingSettingsChanged extends DomainError {
  readonly code = 'connection.pending_changed';
  readonly kind = 'conflict';
  readonly title = 'The settings that wait are others by now.';
}

export class ConnectionNeeded extends DomainError {
  readonly code = 'connection.needed';
  readonly kind = 'conflict';
  readonly title = 'Single sign-on is required, and people could not come in without this connection.';
}

export class ConnectionHasDomains extends DomainError {
  readonly code = 'connection.has_domains';
  readonly kind = 'conflict';
  readonly title = 'Domains lead to the connection.';
}

export class TooManyConnections extends DomainError {
  readonly code = 'connection.too_many';
  readonly kind = 'limit';
  readonly title = 'The organisation has as many connections as there may be.';
}

export class ConnectionMoved extends DomainError {
  readonly code = 'connection.moved';
  readonly kind = 'conflict';
  readonly title = 'The connection changed while it was being changed.';
}
