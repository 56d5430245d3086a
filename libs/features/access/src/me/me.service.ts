import { Injectable } from '@nestjs/common';
import {
  type Person,
  PersonRepository,
  type Session,
  type SessionId,
  type SessionLimits,
  SessionService,
} from '#features/identity';
import { MembershipRepository, type OrgOfPerson } from '#features/tenancy';
import type { OrgId, PersonId } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { NotSignedIn } from '#platform/http';
import type { RunningElevation } from '../elevation/elevation.js';
import { type Held, HeldService } from '../permissions/held.service.js';

/** What the console needs to know of the person at the screen. */
export interface Me {
  readonly person: Person;
  readonly org: OrgOfPerson | null;
  readonly orgs: readonly OrgOfPerson[];
  readonly permissions: readonly string[];
  /** What she may do in some teams alone. */
  readonly inTeams: readonly { readonly teamId: string; readonly permissions: readonly string[] }[];
  /** What she has for a while. */
  readonly elevations: readonly RunningElevation[];
  readonly session: Session & { readonly limits: SessionLimits };
}

const NOTHING: Held = { roles: [], elevations: [], permissions: new Set(), inTeams: new Map() };

@Injectable()
export class MeService {
  // eslint-disable-next-line max-params -- one answer for the console's frame, from five rooms
  constructor(
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly memberships: MembershipRepository,
    private readonly sessions: SessionService,
    private readonly held: HeldService,
  ) {}

  /** @throws NotSignedIn when the account is gone */
  async get({
    personId,
    sessionId,
    orgId,
  }: {
    personId: PersonId;
    sessionId: SessionId;
    orgId: OrgId | null;
  }): Promise<Me> {
    const { person, orgs } = await this.system.across('show a person who she is', async (tx) => ({
      person: await this.people.find(tx, personId),
      orgs: await this.memberships.orgsOfPersonAcrossTenants(tx, personId),
    }));
    if (person === null) throw new NotSignedIn('This account does not exist any more.');
    const org = orgs.find(({ id }) => id === orgId) ?? null;
    const holder = { kind: 'person', id: personId } as const;
    const held = org === null ? NOTHING : await this.held.heldBy({ orgId: org.id }, holder);
    const session = await this.sessions.get(personId, sessionId);
    const permissions = [...held.permissions].sort();
    const inTeams = [...held.inTeams].map(([teamId, allowed]) => ({ teamId, permissions: [...allowed].sort() }));
    return { person, org, orgs, permissions, inTeams, elevations: held.elevations, session };
  }
}
