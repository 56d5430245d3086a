import type { PersonId } from '#kernel';
import type { Moment } from '../people/person-trail.js';

/** What a sign-in under way remembers once the password was right. */
export interface HalfSignedIn {
  readonly personId: PersonId;
}

/** One request of a sign-in: which it belongs to (the provider's interaction), from where, and when. */
export interface SignInStep {
  readonly interaction: string;
  readonly ip: string;
  readonly moment: Moment;
}
