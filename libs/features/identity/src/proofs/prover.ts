import type { PersonId } from '#kernel';
import type { SessionId } from '../sessions/session.js';

/** Who proves anew who she is, in which session. */
export interface Prover {
  readonly personId: PersonId;
  readonly sessionId: SessionId;
}

/** By what she can: credentials of her own, or the connection that she came through. */
export interface ProofWays {
  readonly passkey: boolean;
  readonly totp: boolean;
  readonly connection: boolean;
}
