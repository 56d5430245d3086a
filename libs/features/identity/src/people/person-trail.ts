import { Injectable } from '@nestjs/common';
import { MembershipRepository } from '#features/tenancy';
import type { PrincipalId } from '#kernel';
import { enterOrg, type SystemTx } from '#platform/database';
import { Trail, type TrailEntry } from '#platform/trail';
import type { Person } from './person.js';

/** When and in which request something happened, where no org is known yet. */
export interface Moment {
  readonly now: Date;
  readonly requestId: string;
}

/** Records what concerns a person as such (she signed in, she added a passkey) in the ledger of every org that she belongs to. */
@Injectable()
export class PersonTrail {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly trail: Trail,
  ) {}

  /** Call it last: it locks ledgers until the transaction ends. */
  async recordIn(tx: SystemTx, person: Person, { now, requestId }: Moment, entry: TrailEntry): Promise<void> {
    const orgs = await this.memberships.orgsOfPersonAcrossTenants(tx, person.id);
    // In one order everywhere, so that two transactions never wait for each other in a circle.
    const principal = { kind: 'person', id: person.id as string as PrincipalId, label: person.email } as const;
    for (const orgId of orgs.map(({ id }) => id).sort()) {
      await this.trail.record(await enterOrg(tx, orgId), { orgId, principal, now, requestId }, entry);
    }
  }
}
