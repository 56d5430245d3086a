import { Injectable } from '@nestjs/common';
import type { Session } from '../sessions/session.js';
import { ProofThroughConnection } from './proof.errors.js';

/**
 * How the person of a session that came through a connection proves anew who she is: at her identity provider, which is told to ask her again
 * (SAML's ForceAuthn, OpenID Connect's max_age). When she comes back, `SessionService.noteProofIn` is told.
 */
export interface FederatedProof {
  /** Where the browser goes for it; it comes back to `returnTo`, a path of the console. */
  begin(session: Session, returnTo: string): Promise<URL>;
}

/** The place where whoever keeps connections says how that goes. */
@Injectable()
export class FederatedProofs {
  private way: FederatedProof | null = null;

  fill(way: FederatedProof): void {
    this.way = way;
  }

  /** @throws ProofThroughConnection where there is no such way */
  async begin(session: Session, returnTo: string): Promise<URL> {
    if (this.way === null)
      throw new ProofThroughConnection(
        'You came in through your organisation’s identity provider. Sign out and in again there, then repeat this.',
      );
    return this.way.begin(session, returnTo);
  }
}
