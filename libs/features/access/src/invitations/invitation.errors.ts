import { DomainError } from '#kernel';

export class AlreadyMember extends DomainError {
  readonly code = 'member.already';
  readonly kind = 'conflict';
  readonly title = 'That person is a member already.';
}

export class InvitationNotFound extends DomainError {
  readonly code = 'invitation.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such invitation.';
}
