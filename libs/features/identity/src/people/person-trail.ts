import { Injectable } from '@nestjs/common';
import { MembershipRepository, type OrgOfPerson } from '#features/tenancy';
import type { OrgId, PersonId } from '#kernel';
import { enterOrg, type SystemTx } from '#platform/database';
import { Trail, type TrailEntry } from '#platform/trail';
import type { Person } from './person.js';

/** When and in which request something happened, where no org is known yet. */
export interface Moment {
  readonly now: Date;
  readonly requestId: string;
}

/** Something that concerns one org alone. */
export interface OrgEntry {
  readonly orgId: OrgId;
  readonly entry: TrailEntry;
}

/** `before` stands in one org's ledger alone, before `entry`; `orgs` is what `orgsOfIn` answered, where it was asked before. */
export interface PersonEntries {
  readonly entry: TrailEntry;
  readonly before: OrgEntry | null;
  readonly orgs?: readonly OrgOfPerson[];
}

/** Records what concerns a person as such (she signed in, she added a passkey) in the ledger of every org that she belongs to. */
@Injectable()
export class PersonTrail {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly trail: Trail,
  ) {}

  /** Call it last: it locks ledgers until the transaction ends. */
  recordIn(tx: SystemTx, person: Person, moment: Moment, entry: TrailEntry): Promise<void> {
    return this.recordAllIn(tx, person, moment, { entry, before: null });
  }

  /** Whose ledgers hear of her. */
  orgsOfIn(tx: SystemTx, personId: PersonId): Promise<readonly OrgOfPerson[]> {
    return this.memberships.orgsOfPersonAcrossTenants(tx, personId);
  }

  /** As `recordIn`, of several entries. */
  async recordAllIn(
    tx: SystemTx,
    person: Person,
    { now, requestId }: Moment,
    { entry, before, orgs }: PersonEntries,
  ): Promise<void> {
    // In one order everywhere, so that two transactions never wait for each other in a circle.
    const principal = { kind: 'person', id: person.id, label: person.email } as const;
    const own = new Set((orgs ?? (await this.orgsOfIn(tx, person.id))).map(({ id }) => id));
    for (const orgId of [...new Set([...own, ...(before === null ? [] : [before.orgId])])].sort()) {
      const first = before?.orgId === orgId ? [before.entry] : [];
      const entries = own.has(orgId) ? [...first, entry] : first;
      await this.trail.recordAll(await enterOrg(tx, orgId), { orgId, principal, now, requestId }, entries);
    }
  }
}
