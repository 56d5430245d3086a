import { DomainError } from '#kernel';

export class PasswordWeak extends DomainError {
  readonly code = 'password.weak';
  readonly kind = 'invalid';
  readonly title = 'That password is too easy to guess.';
}

export class CodeWrong extends DomainError {
  readonly code = 'totp.code_wrong';
  readonly kind = 'invalid';
  readonly title = 'The code is wrong.';
}

export class CodeUsed extends DomainError {
  readonly code = 'totp.code_used';
  readonly kind = 'invalid';
  readonly title = 'The code was used already.';
}

export class RecoveryCodeWrong extends DomainError {
  readonly code = 'recovery.code_wrong';
  readonly kind = 'invalid';
  readonly title = 'The recovery code is wrong or was used already.';
}

export class PasskeyRefused extends DomainError {
  readonly code = 'passkey.refused';
  readonly kind = 'invalid';
  readonly title = 'The passkey was not accepted.';
}

export class PasskeyKnown extends DomainError {
  readonly code = 'passkey.known';
  readonly kind = 'conflict';
  readonly title = 'That passkey is registered already.';
}

export class PasskeyNotFound extends DomainError {
  readonly code = 'passkey.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such passkey.';
}

export class LastCredential extends DomainError {
  readonly code = 'passkey.last';
  readonly kind = 'conflict';
  readonly title = 'It is the only way to sign in.';
}
