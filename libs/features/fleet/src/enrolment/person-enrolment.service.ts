import { Injectable } from '@nestjs/common';
import { MachineCredentials, PersonRepository, type PresentedGrant } from '#features/identity';
import { OrgService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { OrgDatabase, SystemDatabase } from '#platform/database';
import type { Machine, MachineFacts } from '../machines/machine.js';
import { Admission } from './admission.js';
import type { Enrolled } from './enrolment.js';

type Moment = Pick<RequestContext, 'requestId' | 'now'>;

/** Enrols a machine on which a person has signed in and approved it. */
@Injectable()
export class PersonEnrolmentService {
  // eslint-disable-next-line max-params -- a machine comes in where identity, tenancy and the fleet meet
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly credentials: MachineCredentials,
    private readonly admission: Admission,
    private readonly orgs: OrgService,
  ) {}

  /**
   * From the commit on, the tokens of the grant act as the machine. Asking again, because the answer was lost, gives the same machine.
   * @throws MachineRevoked, NotEnrolled when the grant has become another machine
   */
  async enrol(moment: Moment, grant: PresentedGrant, facts: MachineFacts): Promise<Enrolled> {
    const { orgId, keyThumbprint } = grant;
    const person = await this.personOf(grant);
    const principal = person
      ? ({ kind: 'person', id: person.id, label: person.label } as const)
      : ({
          kind: 'machine',
          id: grant.machineId ?? grant.grantId,
          label: facts.hostname,
        } as const);
    const ctx: RequestContext = { ...moment, orgId, principal };
    const org = await this.orgs.get(ctx);
    const applicant = { facts, keyThumbprint, person, enrolmentTokenId: null };
    return this.db.within(ctx, async (tx) => {
      const admitted = await this.admission.admitIn(tx, ctx, applicant);
      const { machineId } = admitted;
      if (grant.machineId !== machineId) {
        // The person signed in anew on a machine that the org knows: what it acted by until now ends.
        if (admitted.isKnown) await this.credentials.revokeAll(tx, ctx, machineId);
        await this.credentials.bind(tx, ctx, grant.grantId, { machineId, label: facts.hostname });
      }
      const trust = await this.admission.completeIn(tx, ctx, admitted, applicant);
      return { machineId, org, trust, tokens: null };
    });
  }

  private async personOf({ personId }: PresentedGrant): Promise<Machine['person']> {
    if (personId === null) return null;
    const person = await this.system.across('name the person of a machine', (tx) => this.people.find(tx, personId));
    return person && { id: person.id, label: person.email };
  }
}
