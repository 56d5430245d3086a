import { DomainError } from '#kernel';

export class DraftNotFound extends DomainError {
  readonly code = 'policy_draft.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such draft.';
}

export class DraftStale extends DomainError {
  readonly code = 'policy_draft.stale';
  readonly kind = 'conflict';
  readonly title = 'The draft was changed in the meantime.';
}

export class DraftEnded extends DomainError {
  readonly code = 'policy_draft.ended';
  readonly kind = 'conflict';
  readonly title = 'The draft is published or discarded, and changes no more.';
}

export class DraftNotInReview extends DomainError {
  readonly code = 'policy_draft.not_in_review';
  readonly kind = 'conflict';
  readonly title = 'Nobody has asked for a review of this draft.';
}

export class DraftNotApproved extends DomainError {
  readonly code = 'policy_draft.not_approved';
  readonly kind = 'conflict';
  readonly title = 'The draft is not approved by another person.';
}

export class DraftIsYours extends DomainError {
  readonly code = 'policy_draft.yours';
  readonly kind = 'forbidden';
  readonly title = 'Who has written a draft does not approve it.';
}

export class DraftWithdraws extends DomainError {
  readonly code = 'policy_draft.withdraws';
  readonly kind = 'conflict';
  readonly title = 'The draft takes a policy away, and has no text.';
}

export class DraftsTooMany extends DomainError {
  readonly code = 'policy_draft.too_many';
  readonly kind = 'limit';
  readonly title = 'There are as many drafts as there may be.';
}

export class PolicyReviewNeeded extends DomainError {
  readonly code = 'policy.review_needed';
  readonly kind = 'forbidden';
  readonly title = 'This organisation publishes only what another person has approved.';
}

export class ReviewerNeeded extends DomainError {
  readonly code = 'policy.reviewer_needed';
  readonly kind = 'conflict';
  readonly title = 'There is nobody else who could approve.';
}
