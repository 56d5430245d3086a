import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { OrgOfPerson } from '#features/tenancy';
import { type SystemTx, together } from '#platform/database';
import type { PersonId } from '#kernel';
import { type Moment, type OrgEntry, PersonTrail } from '../people/person-trail.js';
import type { Person } from '../people/person.js';
import { PersonRepository } from '../people/person.repository.js';
import { PayloadRepository } from '../provider/payload.repository.js';
import { OrgEntrances } from '../sessions/org-entrances.js';
import type { SessionBinding, Visitor } from '../sessions/session.js';
import { SessionRepository } from '../sessions/session.repository.js';
import { SessionService } from '../sessions/session.service.js';
import { SignInRefused } from './sign-in.errors.js';

/** Who begins a session of the console, and what it is bound to. */
export interface Newcomer {
  readonly personId: PersonId;
  readonly binding: SessionBinding | null;
  readonly endsAt: Date | null;
  /** When she proved who she is, if not now; null where an identity provider does not say. */
  readonly provedAt?: Date | null;
  /** How she proved who she is, as it came. */
  readonly amr: unknown;
}

/** The browser in which she begins it. */
export interface ArrivingBrowser {
  /** The session that this browser had before, if any: it ends. */
  readonly formerSessionToken: string | null;
  /** The provider's own session, which has served. */
  readonly providerSession: string | undefined;
  readonly visitor: Visitor;
}

/** What `readIn` found. */
export interface KnownNewcomer {
  readonly person: Person | null;
  readonly orgs: readonly OrgOfPerson[];
}

/** `before` stands in one ledger before the session does; `known` is what `readIn` answered, where it was asked before. */
export interface ArrivalPlace {
  readonly browser: ArrivingBrowser;
  readonly before?: OrgEntry | null;
  readonly known?: KnownNewcomer;
}

/** What a provider says of how she proved it, in the bounds that a session keeps it in; what is out of them says nothing. */
const provedBy = z.array(z.string().max(40)).max(10).catch([]);

/** Begins sessions of the console, whichever way it was found out who it is. */
@Injectable()
export class ConsoleArrivals {
  // eslint-disable-next-line max-params -- arrival touches the session, the provider's session and the record in one transaction
  constructor(
    private readonly people: PersonRepository,
    private readonly sessions: SessionService,
    private readonly sessionRows: SessionRepository,
    private readonly payloads: PayloadRepository,
    private readonly entrances: OrgEntrances,
    private readonly trail: PersonTrail,
  ) {}

  /** All that `arriveIn` has to know of her. */
  async readIn(tx: SystemTx, personId: PersonId): Promise<KnownNewcomer> {
    const [person, orgs] = await together(
      tx,
      () => this.people.find(tx, personId),
      () => this.trail.orgsOfIn(tx, personId),
    );
    return { person, orgs };
  }

  /**
   * Begins a new session, never goes on with the former one. Call it last: it writes into ledgers.
   * @returns its token. @throws SignInRefused, SsoRequired
   */
  async arriveIn(
    tx: SystemTx,
    { personId, binding, endsAt, provedAt, amr }: Newcomer,
    { browser, before = null, known }: ArrivalPlace,
    moment: Moment,
  ): Promise<string> {
    const { person, orgs } = known ?? (await this.readIn(tx, personId));
    if (person === null) throw new SignInRefused('This account does not exist any more.');
    const former = await this.endFormerIn(tx, browser, moment.now);
    // The same person in the same browser goes on where she was.
    const orgId = former?.personId === personId && former.isMember ? former.orgId : null;
    const { session, token } = await this.sessions.beginIn(
      tx,
      { personId, binding, endsAt, provedAt, amr: provedBy.parse(amr), ...(orgId !== null && { orgId }) },
      browser.visitor,
      moment.now,
    );
    const entry = {
      action: 'session.started',
      target: { kind: 'session', id: session.id },
      facts: { ip: browser.visitor.ip, ...(binding && { connection: binding.connectionId }) },
    } as const;
    await this.trail.recordAllIn(tx, person, moment, { entry, before, orgs });
    await this.entrances.recordIn(tx, session, moment);
    return token;
  }

  private async endFormerIn(tx: SystemTx, { formerSessionToken, providerSession }: ArrivingBrowser, now: Date) {
    const former = formerSessionToken === null ? null : await this.sessionRows.findBearer(tx, formerSessionToken);
    if (former !== null) await this.sessions.endIn(tx, former.personId, former.id, now);
    if (providerSession !== undefined) await this.payloads.remove(tx, { kind: 'Session', id: providerSession });
    return former;
  }
}
