import type { PersonId } from '#kernel';

/** A human being with an account in this installation; which orgs she belongs to is a matter of memberships. */
export interface Person {
  readonly id: PersonId;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
}

export type NewPerson = Person;

/** The one spelling under which an address is kept and looked up. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase();
