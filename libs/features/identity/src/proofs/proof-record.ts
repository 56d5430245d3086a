import { Injectable } from '@nestjs/common';
import { SystemDatabase, type SystemTx } from '#platform/database';
import { type Moment, PersonTrail } from '../people/person-trail.js';
import { PersonRepository } from '../people/person.repository.js';
import type { Prover } from './prover.js';

interface Attempt {
  readonly factor: string;
  readonly moment: Moment;
}

/** Writes proofs, and attempts at one that failed, into the ledgers of the person's orgs. */
@Injectable()
export class ProofRecord {
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly trail: PersonTrail,
  ) {}

  provedIn(tx: SystemTx, prover: Prover, attempt: Attempt): Promise<void> {
    return this.write(tx, prover, attempt, 'session.proved');
  }

  async refused(prover: Prover, attempt: Attempt): Promise<void> {
    await this.system.across('record a proof that failed', (tx) =>
      this.write(tx, prover, attempt, 'session.proof_refused'),
    );
  }

  private async write(
    tx: SystemTx,
    { personId, sessionId }: Prover,
    { factor, moment }: Attempt,
    action: `session.${string}`,
  ): Promise<void> {
    const person = await this.people.find(tx, personId);
    if (person === null) return;
    await this.trail.recordIn(tx, person, moment, {
      action,
      target: { kind: 'session', id: sessionId },
      facts: { factor },
    });
  }
}
