import { DomainError } from '#kernel';

export class BundleKeyUnreadable extends DomainError {
  readonly code = 'bundle_key.unreadable';
  readonly kind = 'unavailable';
  readonly title = 'A key that signs bundles cannot be opened.';
}

export class BundleKeysTooMany extends DomainError {
  readonly code = 'bundle_key.too_many';
  readonly kind = 'conflict';
  readonly title = 'Too many keys sign at once.';
}
