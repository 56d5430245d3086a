import { DomainError } from '#kernel';

export class EnrolmentTokenRefused extends DomainError {
  readonly code = 'enrolment.token_refused';
  readonly kind = 'unauthenticated';
  readonly title = 'The enrolment token is not valid.';
}

export class EnrolmentTokenNotFound extends DomainError {
  readonly code = 'enrolment.token_not_found';
  readonly kind = 'not_found';
  readonly title = 'No such enrolment token.';
}
