import { Injectable } from '@nestjs/common';
import { type Moment, PersonRepository } from '#features/identity';
import type { NewOrg, Org } from '#features/tenancy';
import type { OrgId, PersonId } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { NotSignedIn } from '#platform/http';
import { Joining } from '../setup/joining.js';

/** Founds further orgs. */
@Injectable()
export class FurtherOrgService {
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly joining: Joining,
  ) {}

  /** The founder is its owner. @throws OrgSlugTaken */
  async found(personId: PersonId, org: NewOrg, moment: Moment): Promise<Org> {
    const orgId = await this.system.across('found a further org', async (tx): Promise<OrgId> => {
      const person = await this.people.find(tx, personId);
      if (person === null) throw new NotSignedIn('This account does not exist any more.');
      return this.joining.foundIn(tx, person, org, moment);
    });
    return { id: orgId, ...org, createdAt: moment.now };
  }
}
