import { DomainError } from '#kernel';

export class PushFull extends DomainError {
  readonly code = 'push.full';
  readonly kind = 'unavailable';
  readonly title = 'This process holds as many event streams as it can.';
}
