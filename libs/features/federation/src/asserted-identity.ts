/** Whom an identity provider says that a person is, once everything about its answer has been checked. */
export interface AssertedIdentity {
  /** Never changes and is never given to somebody else: SAML's NameID with its qualifiers, OpenID Connect's `sub`. */
  readonly subject: string;
  readonly email: string | null;
  /** Whether the identity provider vouches that the address is hers. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** SAML's SessionIndex, OpenID Connect's `sid`. */
  readonly sessionIndex: string | null;
  readonly sessionEndsAt: Date | null;
  /** When she was asked there who she is: SAML's AuthnInstant, OpenID Connect's `auth_time`; null where it is not said. */
  readonly authenticatedAt: Date | null;
  /** How she proved who she is there (RFC 8176). */
  readonly amr: readonly string[];
}

/** One thing that was asked of an identity provider's answer, as a test of the connection shows it. */
export interface AnswerCheck {
  /** `noun_participle`, the same for every occurrence. */
  readonly name: string;
  readonly passed: boolean;
  /** One sentence: what was found, and what to do where it is not what it should be. */
  readonly detail: string;
}
