/** What stands in the way, for the ledger: one sentence for each reason that does not come from a protocol. */
const SENTENCES: Readonly<Record<string, string>> = {
  account_of_another_connection:
    'The account of this address belongs to another connection. Its person can add this one herself, in her profile; or the domain is told to hand the accounts over to this connection.',
  address_reassigned:
    'Another subject of this connection has the account of this address already: the identity provider gave the address to somebody else.',
  connection_not_live: 'The connection is not live.',
  domain_not_verified:
    'A member has an account of her own under this address, and the organisation has not verified the domain. Verify it, or let her add the identity in her profile.',
  domain_of_another_connection:
    'People with addresses of this domain come in through another connection: the page of the domains says which.',
  email_not_verified:
    'A member has an account under this address, and the identity provider does not say that it verified the address.',
  linked_already: 'Her account has an identity of this connection already.',
  no_account: 'Nobody of this address is known, and the connection makes no accounts.',
  no_email: 'The identity provider names no e-mail address, which a new account needs.',
  not_a_member: 'The person behind this subject does not belong to the organisation any more.',
  other_browser: 'Another browser than the one that began the sign-in brought the answer.',
  other_person: 'Somebody else is signed in now than the person who began to add the identity.',
  owner_links_herself:
    'The account of this address is an owner’s, which is never linked by its address. She can add the identity herself, in her profile.',
  stronger_links_herself:
    'The account of this address may do more than whoever answers for the connection, so it is not linked by its address. She can add the identity herself, in her profile, or somebody who may as much vouches for the connection.',
  proof_of_another:
    'Somebody else than the person of the session proved who she is, or she did so at another connection.',
  proof_session_over: 'The session that the proof was for has ended, or another is here now.',
  proof_stale:
    'The identity provider did not ask her again: it does not say when she proved who she is, or that was before.',
  session_over: 'The session at the identity provider is over already.',
  subject_taken: 'This identity is somebody else’s.',
  suspended: 'The member is suspended.',
};

export const detailOf = (reason: string): string => SENTENCES[reason] ?? 'The sign-in was refused.';

/** Every reason that the core itself gives. */
export const CORE_REFUSALS = Object.keys(SENTENCES);
