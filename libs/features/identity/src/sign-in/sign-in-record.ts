import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { SystemDatabase, type SystemTx } from '#platform/database';
import { Log } from '#platform/observability';
import { PersonRepository } from '../people/person.repository.js';
import { PersonTrail } from '../people/person-trail.js';
import type { SignInStep } from './sign-in.js';

/** Writes what happens at sign-in into the ledgers of the person's orgs. */
@Injectable()
export class SignInRecord {
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly trail: PersonTrail,
    private readonly log: Log,
  ) {}

  async refused(personId: PersonId, { ip, moment }: SignInStep, factor: string): Promise<void> {
    await this.system.across('record a refused sign-in', async (tx) => {
      const person = await this.people.find(tx, personId);
      if (person === null) return;
      const target = { kind: 'person', id: person.id, label: person.email };
      await this.trail.recordIn(tx, person, moment, { action: 'sign-in.refused', target, facts: { factor, ip } });
    });
  }

  /** As `refused`, after the answer: the time that recording takes must not tell that the account exists. */
  refusedInBackground(personId: PersonId, step: SignInStep, factor: string): void {
    this.refused(personId, step, factor).catch((error: unknown) =>
      this.log.error('sign-in.not_recorded', { error, requestId: step.moment.requestId }),
    );
  }

  async recoveryCodeUsedIn(tx: SystemTx, personId: PersonId, { ip, moment }: SignInStep, left: number): Promise<void> {
    const person = await this.people.find(tx, personId);
    if (person === null) return;
    const target = { kind: 'person', id: person.id, label: person.email };
    await this.trail.recordIn(tx, person, moment, { action: 'recovery-code.used', target, facts: { left, ip } });
  }
}
