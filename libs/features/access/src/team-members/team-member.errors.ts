import { DomainError } from '#kernel';

export class TeamMembersUnknown extends DomainError {
  readonly code = 'team.members_unknown';
  readonly kind = 'invalid';
  readonly title = 'Not all of these people belong to the organisation.';
}

export class TeamsOfPersonTooMany extends DomainError {
  readonly code = 'team.person_in_too_many';
  readonly kind = 'conflict';
  readonly title = 'A person would be in too many teams.';
}
