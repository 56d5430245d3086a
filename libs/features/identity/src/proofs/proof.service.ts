import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { DomainError } from '#kernel';
import { SystemDatabase, type SystemTx } from '#platform/database';
import { CredentialService } from '../credentials/credential.service.js';
import { PasskeyCeremonies } from '../credentials/passkey-ceremonies.js';
import { PasskeyRepository } from '../credentials/passkey.repository.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import type { Moment } from '../people/person-trail.js';
import { SessionService } from '../sessions/session.service.js';
import { FederatedProofs } from './federated-proofs.js';
import { ProofOfAnother, ProofThroughConnection } from './proof.errors.js';
import { ProofRecord } from './proof-record.js';
import type { ProofWays, Prover } from './prover.js';

/** A fresh proof of who is at the screen, in the session that there is: a stolen session cannot give one (RFC 9470 has the idea). */
@Injectable()
export class ProofService {
  // eslint-disable-next-line max-params -- a proof is by one of three ways, limited, and recorded
  constructor(
    private readonly system: SystemDatabase,
    private readonly sessions: SessionService,
    private readonly passkeys: PasskeyRepository,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly credentials: CredentialService,
    private readonly limits: AttemptLimits,
    private readonly federated: FederatedProofs,
    private readonly record: ProofRecord,
  ) {}

  async ways({ personId, sessionId }: Prover): Promise<ProofWays> {
    const { binding } = await this.sessions.get(personId, sessionId);
    if (binding !== null) return { passkey: false, totp: false, connection: true };
    return this.system.across('show how a person can prove who she is', async (tx) => ({
      passkey: (await this.passkeys.listOf(tx, personId)).length > 0,
      totp: await this.credentials.hasTotpIn(tx, personId),
      connection: false,
    }));
  }

  /** Where a session that came through a connection goes for it. @throws ProofThroughConnection */
  async throughConnection({ personId, sessionId }: Prover, returnTo: string): Promise<URL> {
    return this.federated.begin(await this.sessions.get(personId, sessionId), returnTo);
  }

  /** @throws ProofThroughConnection */
  async beginPasskey(prover: Prover, now: Date): Promise<PublicKeyCredentialRequestOptionsJSON> {
    await this.mustBeOwn(prover);
    return this.system.across('begin a proof by passkey', (tx) =>
      this.ceremonies.beginAuthenticationIn(tx, keyOf(prover), now),
    );
  }

  /** @throws ProofThroughConnection, ProofOfAnother, PasskeyRefused, TooManyAttempts */
  async passkey(prover: Prover, response: unknown, moment: Moment): Promise<void> {
    await this.mustBeOwn(prover);
    await this.prove(prover, { amr: ['hwk', 'user', 'mfa'], factor: 'passkey', moment }, async () => {
      const challenge = await this.system.across('take a challenge', (tx) =>
        this.ceremonies.takeChallengeIn(tx, keyOf(prover), moment.now),
      );
      return async (tx) => {
        const personId = await this.ceremonies.finishAuthenticationIn(tx, challenge, response, moment.now);
        if (personId !== prover.personId) throw new ProofOfAnother('Use a passkey of the account that you work with.');
      };
    });
  }

  /** @throws ProofThroughConnection, CodeWrong, CodeUsed, TooManyAttempts */
  async totp(prover: Prover, code: string, moment: Moment): Promise<void> {
    await this.mustBeOwn(prover);
    await this.prove(prover, { amr: ['otp'], factor: 'totp', moment }, () =>
      Promise.resolve((tx) => this.credentials.spendTotpIn(tx, prover.personId, code, moment.now)),
    );
  }

  private async prove(
    prover: Prover,
    { amr, factor, moment }: { amr: readonly string[]; factor: string; moment: Moment },
    begin: () => Promise<(tx: SystemTx) => Promise<void>>,
  ): Promise<void> {
    const { personId, sessionId } = prover;
    await this.limits.count(moment.now, [['secondFactor', personId]]);
    try {
      const check = await begin();
      await this.system.across('prove anew who one is', async (tx) => {
        await check(tx);
        await this.sessions.noteProofIn(tx, { id: sessionId, personId }, { amr, now: moment.now });
        await this.record.provedIn(tx, prover, { factor, moment });
      });
    } catch (error) {
      if (error instanceof DomainError) await this.record.refused(prover, { factor, moment });
      throw error;
    }
    this.sessions.changedHere(sessionId);
    await this.limits.forget([['secondFactor', personId]]);
  }

  private async mustBeOwn({ personId, sessionId }: Prover): Promise<void> {
    const { binding } = await this.sessions.get(personId, sessionId);
    if (binding !== null)
      throw new ProofThroughConnection('You came in through your organisation’s identity provider: prove it there.');
  }
}

const keyOf = ({ sessionId }: Prover) => ({ kind: 'proof-passkey', secret: sessionId }) as const;
