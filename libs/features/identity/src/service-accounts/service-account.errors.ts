import { DomainError } from '#kernel';

export class ServiceAccountNameTaken extends DomainError {
  readonly code = 'service_account.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another service account of this organisation has that name.';
}
