import { DomainError } from '#kernel';

export class DeadJobUnknown extends DomainError {
  readonly code = 'job.unknown';
  readonly kind = 'not_found';
  readonly title = 'There is no such dead job.';
}

/** The message cannot be understood here, and will not be understood by trying again. */
export class JobHopeless extends DomainError {
  readonly code = 'job.hopeless';
  readonly kind = 'invalid';
  readonly title = 'The job cannot be done, however often it is tried.';
}

/** The queue that the settings name cannot be reached. */
export class QueueUnreachable extends DomainError {
  readonly code = 'job.queue_unreachable';
  readonly kind = 'unavailable';
  readonly title = 'The queue does not answer.';
}
