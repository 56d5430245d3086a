import { DomainError } from '#kernel';

export class GroupMembersUnknown extends DomainError {
  readonly code = 'group.members_unknown';
  readonly kind = 'invalid';
  readonly title = 'Not all of them are members of the organisation.';
}
