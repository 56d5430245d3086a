import { Injectable } from '@nestjs/common';
import { type Moment, ProofRecord, type SessionBearer, SessionService } from '#features/identity';
import { enterOrg, type SystemTx } from '#platform/database';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { Connection } from '../connections/connection.js';
import { FederatedIdentityRepository } from '../identities/federated-identity.repository.js';
import { isProvedSince } from './returned-proof.rules.js';
import type { ProofSought } from './sso-request.js';

export interface ReturnedProof {
  readonly sought: ProofSought | null;
  /** When the browser left for it. */
  readonly askedAt: Date;
  readonly identity: AssertedIdentity;
  /** The session of the browser that came back. */
  readonly bearer: SessionBearer | null;
}

export type ProofVerdict =
  | { readonly kind: 'proved'; readonly returnTo: string }
  | { readonly kind: 'refused'; readonly reason: 'proof_of_another' | 'proof_session_over' | 'proof_stale' };

/** What an identity provider says of somebody who went there to prove anew who she is: good for her session alone, and only where it asked her again. */
@Injectable()
export class ReturnedProofs {
  constructor(
    private readonly identities: FederatedIdentityRepository,
    private readonly sessions: SessionService,
    private readonly record: ProofRecord,
  ) {}

  async acceptIn(
    tx: SystemTx,
    connection: Connection,
    { sought, askedAt, identity, bearer }: ReturnedProof,
    moment: Moment,
  ): Promise<ProofVerdict> {
    if (sought === null || bearer === null || bearer.id !== sought.sessionId)
      return { kind: 'refused', reason: 'proof_session_over' };
    const key = { orgId: connection.orgId, connectionId: connection.id, subject: identity.subject };
    const known = await this.identities.find(await enterOrg(tx, connection.orgId), key);
    if (bearer.binding?.connectionId !== connection.id || known?.personId !== bearer.personId)
      return { kind: 'refused', reason: 'proof_of_another' };
    const { authenticatedAt, amr } = identity;
    if (!isProvedSince(authenticatedAt, { askedAt, now: moment.now }))
      return { kind: 'refused', reason: 'proof_stale' };
    const { id, personId } = bearer;
    const proof = { amr: amr.length === 0 ? ['fed'] : amr, now: moment.now };
    await this.sessions.noteProofIn(tx, { id, personId }, proof);
    await this.record.provedIn(tx, { personId, sessionId: id }, { factor: 'connection', moment });
    return { kind: 'proved', returnTo: sought.returnTo };
  }
}
