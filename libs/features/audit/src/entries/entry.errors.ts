import { DomainError } from '#kernel';

export class EntryNotFound extends DomainError {
  readonly code = 'audit.entry_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such entry.';
}

export class CursorUnknown extends DomainError {
  readonly code = 'audit.cursor_unknown';
  readonly kind = 'invalid';
  readonly title = 'The cursor is none of this list.';
}
