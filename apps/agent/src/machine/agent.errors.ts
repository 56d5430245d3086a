import { DomainError } from '#kernel';

export class StateUnreadable extends DomainError {
  readonly code = 'state.unreadable';
  readonly kind = 'unavailable';
  readonly title = 'Castellan cannot use its own folder on this machine.';
}

export class NotEnrolled extends DomainError {
  readonly code = 'machine.not_enrolled';
  readonly kind = 'unauthenticated';
  readonly title = 'This machine is not enrolled.';
}

export class SignInNeeded extends DomainError {
  readonly code = 'machine.sign_in_needed';
  readonly kind = 'unauthenticated';
  readonly title = 'The server no longer knows this machine’s credentials.';
}

export class LoginRefused extends DomainError {
  readonly code = 'login.refused';
  readonly kind = 'forbidden';
  readonly title = 'The login was not approved.';
}

export class ServerUnreachable extends DomainError {
  readonly code = 'server.unreachable';
  readonly kind = 'unavailable';
  readonly title = 'The Castellan server cannot be reached.';
}

/** The server answered, and refused. `status` is the HTTP status, `retryAfterMs` what its Retry-After says. */
export class ServerRefused extends DomainError {
  readonly code = 'server.refused';
  readonly kind = 'unavailable';
  readonly title = 'The Castellan server refused a request.';

  constructor(
    detail: string,
    readonly status: number,
    readonly problem: string | undefined,
    readonly retryAfterMs?: number,
  ) {
    super(detail, { status });
  }
}

export class BadArguments extends DomainError {
  readonly code = 'arguments.invalid';
  readonly kind = 'invalid';
  readonly title = 'The command line does not say what to do.';
}

export class FileRefused extends DomainError {
  readonly code = 'file.refused';
  readonly kind = 'invalid';
  readonly title = 'A file is not what it should be.';
}

/** Another process of this machine does the same work at this moment. */
export class AlreadyRunning extends DomainError {
  readonly code = 'process.already_running';
  readonly kind = 'conflict';
  readonly title = 'Another process is already doing this.';
}
