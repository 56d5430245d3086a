import { DomainError } from '#kernel';

export class MemberNotFound extends DomainError {
  readonly code = 'member.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such member.';
}

export class OwnerStays extends DomainError {
  readonly code = 'member.is_owner';
  readonly kind = 'conflict';
  readonly title = 'An owner cannot be suspended.';
}
