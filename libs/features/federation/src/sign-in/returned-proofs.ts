import { Injectable } from '@nestjs/common';
import { type Moment, ProofRecord, type SessionBearer, SessionService } from '#features/identity';
import { enterOrg, type OrgTx, type SystemTx } from '#platform/database';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { Connection, JsonObject } from '../connections/connection.js';
import { FederatedIdentityRepository } from '../identities/federated-identity.repository.js';
import { type FederatedSessionId, FederatedSessionRepository } from './federated-session.repository.js';
import { isProvedSince } from './returned-proof.rules.js';
import type { ProofSought } from './sso-request.js';

export interface ReturnedProof {
  readonly sought: ProofSought | null;
  /** When the browser left for it. */
  readonly askedAt: Date;
  readonly identity: AssertedIdentity;
  /** What the protocol needs to end the session there from now on. */
  readonly keep: JsonObject | null;
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
    private readonly federated: FederatedSessionRepository,
    private readonly sessions: SessionService,
    private readonly record: ProofRecord,
  ) {}

  async acceptIn(
    tx: SystemTx,
    connection: Connection,
    { sought, askedAt, identity, keep, bearer }: ReturnedProof,
    moment: Moment,
  ): Promise<ProofVerdict> {
    if (sought === null || bearer === null || bearer.id !== sought.sessionId)
      return { kind: 'refused', reason: 'proof_session_over' };
    const orgTx = await enterOrg(tx, connection.orgId);
    const { binding } = bearer;
    if (binding?.connectionId !== connection.id || !(await this.isOf(orgTx, connection, identity, bearer)))
      return { kind: 'refused', reason: 'proof_of_another' };
    const { authenticatedAt, amr, sessionIndex } = identity;
    if (!isProvedSince(authenticatedAt, { askedAt, now: moment.now }))
      return { kind: 'refused', reason: 'proof_stale' };
    const federated = binding.federatedSessionId as FederatedSessionId;
    if (!(await this.federated.amend(orgTx, connection, federated, { sessionIndex, keep })))
      return { kind: 'refused', reason: 'proof_session_over' };
    const { id, personId } = bearer;
    const proof = { amr: amr.length === 0 ? ['fed'] : amr, now: moment.now };
    await this.sessions.noteProofIn(tx, { id, personId }, proof);
    await this.record.provedIn(tx, { personId, sessionId: id }, { factor: 'connection', moment });
    return { kind: 'proved', returnTo: sought.returnTo };
  }

  /** Whether the provider speaks of the person whose session it is. */
  private async isOf(
    tx: OrgTx,
    { orgId, id: connectionId }: Connection,
    { subject }: AssertedIdentity,
    { personId }: SessionBearer,
  ): Promise<boolean> {
    const known = await this.identities.find(tx, { orgId, connectionId, subject });
    return known?.personId === personId;
  }
}
