import type { PersonId } from '#kernel';
import type { LinkedBy } from './federated-identity.js';

/** Why somebody whom an identity provider vouches for is not let in. Each stands in the ledger and in the address of the sign-in page. */
export type LinkRefusal =
  | 'not_a_member'
  | 'suspended'
  | 'no_email'
  | 'no_account'
  | 'email_not_verified'
  | 'domain_not_verified'
  | 'domain_of_another_connection'
  | 'owner_links_herself'
  | 'stronger_links_herself'
  | 'account_of_another_connection'
  | 'address_reassigned';

/** An account that the org knows under the asserted address. */
export interface AccountAtAddress {
  readonly personId: PersonId;
  readonly isActive: boolean;
  readonly isOwner: boolean;
  /** Whether she may do more than whoever answers for the connection. */
  readonly isStronger: boolean;
  /** Whether another subject of this connection is this account. */
  readonly hasSubjectHere: boolean;
  /** Whether a subject of another connection is this account. */
  readonly hasSubjectElsewhere: boolean;
}

/** A subject that came before. */
export interface KnownSubject {
  readonly personId: PersonId;
  readonly membership: 'active' | 'suspended' | 'none';
  /** Whether people with addresses of her domain have to come in through another connection. */
  readonly isLedElsewhere: boolean;
}

/** All that is known when somebody arrives. */
export interface ArrivalFacts {
  /** Whose the subject is already. */
  readonly known: KnownSubject | null;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly isDomainVerified: boolean;
  /** Whether the domain of that address is another connection's to vouch for. */
  readonly isDomainElsewhere: boolean;
  /** Whether the connection takes over, for the time being, who came with addresses of that domain through another. */
  readonly isTakingOver: boolean;
  /** The account of that address that the org manages. */
  readonly managed: AccountAtAddress | null;
  /** The account of that address that a member made herself. */
  readonly standalone: AccountAtAddress | null;
  /** What the org's directory says of that address. */
  readonly directory: 'unknown' | 'active' | 'deactivated';
  readonly jit: boolean;
}

export type Admission =
  | { readonly kind: 'enter'; readonly personId: PersonId }
  | { readonly kind: 'link'; readonly personId: PersonId; readonly by: LinkedBy }
  | { readonly kind: 'create'; readonly by: LinkedBy }
  | { readonly kind: 'refuse'; readonly reason: LinkRefusal };

const refuse = (reason: LinkRefusal): Admission => ({ kind: 'refuse', reason });

/**
 * Who comes in as whom. A subject that is known is who it was; an address alone opens an account only where the org has proved that the
 * address is its own to give, through the connection that its domain leads to, and never one that is somebody else's already.
 */
export function admit(facts: ArrivalFacts): Admission {
  const { known, email } = facts;
  if (known !== null) {
    if (known.membership !== 'active') return refuse(known.membership === 'suspended' ? 'suspended' : 'not_a_member');
    return known.isLedElsewhere ? refuse('domain_of_another_connection') : { kind: 'enter', personId: known.personId };
  }
  if (email === null) return refuse('no_email');
  if (facts.isDomainElsewhere) return refuse('domain_of_another_connection');
  if (facts.directory === 'deactivated') return refuse('suspended');
  const account = facts.managed ?? facts.standalone;
  return account === null ? newcomer(facts) : taking(account, facts);
}

function newcomer({ directory, jit }: ArrivalFacts): Admission {
  if (directory === 'active') return { kind: 'create', by: 'directory' };
  return jit ? { kind: 'create', by: 'jit' } : refuse('no_account');
}

function taking(account: AccountAtAddress, facts: ArrivalFacts): Admission {
  const obstacle = obstacleOf(account, facts);
  if (obstacle !== null) return refuse(obstacle);
  const usual = facts.directory === 'active' ? 'directory' : 'verified-domain';
  return { kind: 'link', personId: account.personId, by: account.hasSubjectElsewhere ? 'handover' : usual };
}

/** In this order: what is not this account's matter at all comes before what could be mended. */
function obstacleOf(account: AccountAtAddress, facts: ArrivalFacts): LinkRefusal | null {
  if (account.hasSubjectHere) return 'address_reassigned';
  if (account.hasSubjectElsewhere && !facts.isTakingOver) return 'account_of_another_connection';
  if (!account.isActive) return 'suspended';
  // Whoever sets up a connection could otherwise become an owner by naming her address.
  if (account.isOwner) return 'owner_links_herself';
  if (account.isStronger) return 'stronger_links_herself';
  if (!facts.isDomainVerified) return 'domain_not_verified';
  return facts.isEmailVerified ? null : 'email_not_verified';
}

/** What may stop a person who is signed in from adding a subject to her own account. */
export function selfLinkObstacle(facts: {
  readonly personId: PersonId;
  readonly ownerOfSubject: PersonId | null;
  readonly hasSubjectHere: boolean;
}): 'subject_taken' | 'linked_already' | null {
  if (facts.ownerOfSubject !== null && facts.ownerOfSubject !== facts.personId) return 'subject_taken';
  return facts.ownerOfSubject !== null || facts.hasSubjectHere ? 'linked_already' : null;
}
