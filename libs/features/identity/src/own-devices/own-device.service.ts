import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { SystemDatabase } from '#platform/database';
import type { GrantId, OwnDevice } from '../devices/machine-grant.js';
import { OwnDeviceNotFound } from '../devices/device.errors.js';
import { MachineGrantRepository } from '../devices/machine-grant.repository.js';
import { type Moment, PersonTrail } from '../people/person-trail.js';
import { PersonRepository } from '../people/person.repository.js';
import { GrantEnd } from '../provider/grant-end.js';
import { SessionService } from '../sessions/session.service.js';

/** Everything that acts under a person's name, in her own hands: her machines, and the way out of everywhere at once. */
@Injectable()
export class OwnDeviceService {
  // eslint-disable-next-line max-params -- sessions, machines and the record end together
  constructor(
    private readonly system: SystemDatabase,
    private readonly grants: MachineGrantRepository,
    private readonly grantEnd: GrantEnd,
    private readonly sessions: SessionService,
    private readonly people: PersonRepository,
    private readonly trail: PersonTrail,
  ) {}

  list(personId: PersonId): Promise<readonly OwnDevice[]> {
    return this.system.across('show a person what acts under her name', (tx) =>
      this.grants.ofPersonAcrossTenants(tx, personId),
    );
  }

  /** The machine has to be connected anew. @throws OwnDeviceNotFound */
  async end(personId: PersonId, id: GrantId): Promise<void> {
    const owned = await this.list(personId);
    if (!owned.some((device) => device.id === id)) throw new OwnDeviceNotFound('It was signed out already.');
    await this.grantEnd.end(id, 'ended-by-person');
  }

  /**
   * Ends every session of hers, the one that asks too, and what she approved and no machine has taken yet; with `machines`, her machines as well. All
   * of it or, where the process ends meanwhile, nothing.
   */
  async signOutEverywhere(personId: PersonId, machines: boolean, moment: Moment): Promise<void> {
    await this.system.across('sign a person out everywhere', async (tx) => {
      const owned = await this.grants.ofPersonAcrossTenants(tx, personId);
      const ending = owned.filter(({ isEnrolled }) => machines || !isEnrolled);
      const person = await this.people.find(tx, personId);
      const sessions = await this.sessions.endAllIn(tx, personId, { orgId: null, now: moment.now });
      if (person !== null)
        await this.trail.recordIn(tx, person, moment, {
          action: 'session.all_ended',
          target: { kind: 'person', id: person.id, label: person.email },
          facts: { sessions, machines: ending.length },
        });
      // The ledgers of all her orgs are locked by now, in the order that everybody keeps.
      for (const { id } of ending) await this.grantEnd.endIn(tx, id, 'ended-by-person');
    });
  }
}
