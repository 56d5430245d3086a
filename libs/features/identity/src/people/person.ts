import type { OrgId, PersonId } from '#kernel';

/** A human being with an account in this installation; which orgs she belongs to is a matter of memberships. */
export interface Person {
  readonly id: PersonId;
  /** In lower case. Unique among the accounts that people made themselves, and among those that one org manages. */
  readonly email: string;
  readonly name: string;
  /** The org whose identity provider or directory made the account, and the only one that it belongs to. Null for one of a person's own. */
  readonly homeOrgId: OrgId | null;
}

/** One that a person makes herself. */
export type NewPerson = Omit<Person, 'homeOrgId'>;
/** One that an org manages. */
export type NewManagedPerson = Person & { readonly homeOrgId: OrgId };

/**
 * The one spelling under which an address is kept and looked up: as the database folds it, letters of ASCII alone. Folding all of Unicode makes one
 * address of two: the sign of Kelvin becomes a k, and whoever may choose her address at an identity provider would be somebody else here.
 */
export const canonicalEmail = (email: string): string =>
  email.trim().replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
