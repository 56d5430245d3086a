/** A protocol that a connection speaks. */
export type Kind = 'saml' | 'oidc';

/** One thing to do in the identity provider's own console, in its own words. */
export interface RecipeStep {
  readonly text: string;
  /** What has to be typed there: the name of the field there, and which of our addresses or what fixed words go into it. */
  readonly values?: readonly RecipeValue[];
}
export interface RecipeValue {
  readonly field: string;
  /** A name among the connection's addresses. */
  readonly url?: string;
  readonly text?: string;
}

/** What the identity provider calls the things that are read from its answer. */
export interface AttributeNames {
  readonly email: string;
  readonly name: string;
  readonly groups: string;
}

/** How one identity provider is set up over one protocol. */
export interface Way {
  /** What the API calls the identity provider, where it knows its habits. */
  readonly recipe?: 'okta' | 'entra' | 'google' | 'ping' | 'keycloak';
  readonly steps: readonly RecipeStep[];
  readonly attributes: AttributeNames;
  /** How it gives out what we need of it; the first is offered first. */
  readonly metadata?: readonly ('url' | 'file' | 'text')[];
  readonly metadataHint?: string;
  readonly issuerHint?: string;
  /** Where it is the same for everybody. */
  readonly issuer?: string;
  /** Besides `openid`; usually profile and email. */
  readonly scopes?: readonly string[];
  /** Google: without the domain that people must come from, everybody with an account there could come in. */
  readonly asksHostedDomain?: boolean;
  /** What is special about it, that people stumble over. */
  readonly mind?: string;
}

export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly ways: Readonly<Partial<Record<Kind, Way>>>;
  /** The protocol that is recommended with it, and why. */
  readonly prefers: Kind;
  readonly why: string;
}
