import { DomainError } from '#kernel';

export class ExportTooLarge extends DomainError {
  readonly code = 'audit.export_too_large';
  readonly kind = 'invalid';
  readonly title = 'The export would be too large.';
}
