import { DomainError } from '#kernel';

export class EncodingUnknown extends DomainError {
  readonly code = 'telemetry.encoding_unknown';
  readonly kind = 'invalid';
  readonly title = 'The body is in a form that is not understood here.';
}

export class BodyTooLarge extends DomainError {
  readonly code = 'telemetry.too_large';
  readonly kind = 'invalid';
  readonly title = 'The request is too large.';
}
