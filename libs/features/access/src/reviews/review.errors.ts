import { DomainError } from '#kernel';

export class ReviewNotFound extends DomainError {
  readonly code = 'review.not_found';
  readonly kind = 'not_found';
  readonly title = 'No such review.';
}

export class ReviewClosed extends DomainError {
  readonly code = 'review.closed';
  readonly kind = 'conflict';
  readonly title = 'The review is over.';
}

export class ReviewEmpty extends DomainError {
  readonly code = 'review.empty';
  readonly kind = 'invalid';
  readonly title = 'There is nothing to review in that scope.';
}

export class ReviewTooLarge extends DomainError {
  readonly code = 'review.too_large';
  readonly kind = 'invalid';
  readonly title = 'There is too much in that scope for one review.';
}

export class ReviewersUnknown extends DomainError {
  readonly code = 'review.reviewers_unknown';
  readonly kind = 'invalid';
  readonly title = 'Reviewers are active members of the organisation.';
}

export class ReviewNotYours extends DomainError {
  readonly code = 'review.not_yours';
  readonly kind = 'forbidden';
  readonly title = 'Only the reviewers of a review decide.';
}

export class ReviewOwn extends DomainError {
  readonly code = 'review.own';
  readonly kind = 'forbidden';
  readonly title = 'Nobody reviews what she has herself.';
}

export class ReviewItemNotFound extends DomainError {
  readonly code = 'review.item_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such item in the review.';
}

export class ReviewItemDecided extends DomainError {
  readonly code = 'review.item_decided';
  readonly kind = 'conflict';
  readonly title = 'It is decided already.';
}
