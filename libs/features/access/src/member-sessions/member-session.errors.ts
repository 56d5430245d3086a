import { DomainError } from '#kernel';

export class MemberSessionNotFound extends DomainError {
  readonly code = 'session.not_of_a_member';
  readonly kind = 'not_found';
  readonly title = 'No such session of a member.';
}
