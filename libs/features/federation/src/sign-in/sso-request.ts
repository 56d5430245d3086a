import type { SessionId } from '#features/identity';
import type { Id, OrgId, PersonId } from '#kernel';
import type { AnswerCheck, AssertedIdentity } from '../asserted-identity.js';
import type { ConnectionId, JsonObject, TriedSettings } from '../connections/connection.js';

export type SsoRequestId = Id<'SsoRequest'>;
export type SsoPurpose = 'sign-in' | 'test' | 'link' | 'proof';

/** The session in which somebody proves anew who she is, and the page of the console where she was. */
export interface ProofSought {
  readonly sessionId: SessionId;
  readonly returnTo: string;
}

/** Why a browser goes to an identity provider. */
export interface SsoBeginning {
  readonly purpose: SsoPurpose;
  /** The OpenID provider's question that the answer answers; null where the sign-in begins at the identity provider. */
  readonly interaction?: string | null;
  /** The run that a test belongs to. */
  readonly testId?: string | null;
  /** Which settings a test tries. */
  readonly tries?: TriedSettings | undefined;
  /** Who adds the identity to her account. */
  readonly personId?: PersonId | null;
  readonly proof?: ProofSought | null;
  /** What the browser's cookie holds; null for a browser that has none yet. */
  readonly browser?: string | null;
}

/** A question that a browser took to an identity provider, and what the protocol has to remember of it. */
export interface SsoRequest {
  readonly orgId: OrgId;
  readonly id: SsoRequestId;
  readonly connectionId: ConnectionId;
  readonly purpose: SsoPurpose;
  readonly interaction: string | null;
  readonly testId: string | null;
  readonly tries?: TriedSettings | undefined;
  readonly personId: PersonId | null;
  readonly proof: ProofSought | null;
  /** The protocol's own: the id of an AuthnRequest, a nonce, a PKCE verifier. */
  readonly data: JsonObject;
}

/** What came of a question. */
export type SsoOutcome =
  | {
      readonly kind: 'accepted';
      readonly identity: AssertedIdentity;
      /** What the protocol needs to end the session there. */
      readonly keep: JsonObject | null;
      readonly checks: readonly AnswerCheck[];
      readonly evidence: JsonObject | null;
    }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly detail: string;
      readonly checks: readonly AnswerCheck[];
      readonly evidence: JsonObject | null;
    };
