import { DomainError } from '#kernel';

export class OwnDeviceNotFound extends DomainError {
  readonly code = 'device.not_yours';
  readonly kind = 'not_found';
  readonly title = 'No such device of yours.';
}

export class DeviceCodeUnknown extends DomainError {
  readonly code = 'device.code_unknown';
  readonly kind = 'not_found';
  readonly title = 'No machine shows that code.';
}

export class DeviceCodeExpired extends DomainError {
  readonly code = 'device.code_expired';
  readonly kind = 'not_found';
  readonly title = 'The code has expired.';
}

export class DeviceCodeUsed extends DomainError {
  readonly code = 'device.code_used';
  readonly kind = 'conflict';
  readonly title = 'The code was answered already.';
}
