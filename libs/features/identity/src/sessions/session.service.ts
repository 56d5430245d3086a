import { Injectable } from '@nestjs/common';
import { newId, type OrgId, type PersonId } from '#kernel';
import { ChangeSignal, SystemDatabase, type SystemTx } from '#platform/database';
import { CallerCache } from '../authentication/caller-cache.js';
import { CALLER_CHANGED, CREDENTIAL_ENDED } from '../identity.events.js';
import type { Moment } from '../people/person-trail.js';
import { newToken } from '../secret-hash.js';
import { SessionNotFound } from './session.errors.js';
import { type Opening, OrgEntrances } from './org-entrances.js';
import { SessionRepository } from './session.repository.js';
import { isLive, provedLast } from './session.rules.js';
import type { BoundSessions, Session, SessionBearer, SessionId, SessionLimits, Visitor } from './session.js';

const MOST_AMR = 10;

/** Sessions of the console. */
@Injectable()
export class SessionService {
  // eslint-disable-next-line max-params -- what changes of a session is told to the other processes, and to this one at once
  constructor(
    private readonly system: SystemDatabase,
    private readonly sessions: SessionRepository,
    private readonly entrances: OrgEntrances,
    private readonly signal: ChangeSignal,
    private readonly callers: CallerCache,
  ) {}

  /**
   * Begins a session in the org that it is bound to, in `orgId`, or in the first of the person's orgs that she may act in so. The token is the only copy.
   * @throws SsoRequired when she has orgs, and came in as none of them wants it
   */
  async beginIn(
    tx: SystemTx,
    opening: Opening,
    visitor: Visitor,
    now: Date,
  ): Promise<{ session: Session; token: string }> {
    const token = newToken();
    const session: Session = {
      id: newId<'Session'>(now),
      personId: opening.personId,
      orgId: await this.entrances.firstIn(tx, opening),
      createdAt: now,
      lastSeenAt: now,
      ip: visitor.ip,
      userAgent: visitor.userAgent?.slice(0, 400) ?? null,
      binding: opening.binding ?? null,
      endsAt: opening.endsAt ?? null,
      authenticatedAt: provedLast(opening.provedAt, now),
      amr: (opening.amr ?? []).slice(0, MOST_AMR),
    };
    await this.sessions.insert(tx, session, token);
    return { session, token };
  }

  /** The live session of a token. */
  bearerOf(token: string, now: Date): Promise<SessionBearer | null> {
    return this.system.glance('know a session by its cookie', async (tx) => {
      const bearer = await this.sessions.findBearer(tx, token);
      return bearer !== null && isLive(bearer, now, bearer.limits) ? bearer : null;
    });
  }

  async noteUse(id: SessionId, now: Date): Promise<void> {
    await this.system.across('note that a session is used', (tx) => this.sessions.noteUse(tx, id, now));
  }

  list(personId: PersonId, now: Date): Promise<readonly Session[]> {
    return this.system.across('show a person her sessions', async (tx) => {
      const limits = await this.sessions.limitsOf(tx, personId);
      return (await this.sessions.listOf(tx, personId)).filter((session) => isLive(session, now, limits));
    });
  }

  /** With the times that hold for it. @throws SessionNotFound */
  get(personId: PersonId, id: SessionId): Promise<Session & { readonly limits: SessionLimits }> {
    return this.system.across('show a person her session', async (tx) => {
      const session = await this.sessions.find(tx, personId, id);
      if (session === null) throw new SessionNotFound('You have no such session.');
      return { ...session, limits: await this.sessions.limitsOf(tx, personId) };
    });
  }

  /** Ends every session of the person, or with an org those that can act there; in every process at once. Answers how many. */
  async endAllIn(tx: SystemTx, personId: PersonId, where: { orgId: OrgId | null; now: Date }): Promise<number> {
    const ended = await this.sessions.endAll(tx, personId, where);
    for (const id of ended) await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id });
    return ended.length;
  }

  /** Once a change of a session is committed, this process knows it with the next request, and waits for no signal. */
  changedHere(id: SessionId): void {
    this.callers.forget(id);
  }

  /** That the person of the session has proved anew who she is, as part of a larger act; afterwards `changedHere`. @throws SessionNotFound */
  async noteProofIn(
    tx: SystemTx,
    session: Pick<Session, 'id' | 'personId'>,
    proof: { amr: readonly string[]; now: Date },
  ): Promise<void> {
    const { amr, now } = proof;
    if (!(await this.sessions.noteProof(tx, session, { amr: amr.slice(0, MOST_AMR), now })))
      throw new SessionNotFound('You have no such session.');
    await this.signal.notify(tx, { topic: CALLER_CHANGED, id: session.id });
  }

  /** Ends a session of the person, in every process at once. @throws SessionNotFound */
  async end(personId: PersonId, id: SessionId, now: Date): Promise<void> {
    await this.system.across('end a session', async (tx) => {
      if (!(await this.endIn(tx, personId, id, now))) throw new SessionNotFound('You have no such session.');
    });
  }

  /** Ends the sessions in which the person acts in the org, as part of a larger act; answers how many there were. */
  async endOfPersonIn(tx: SystemTx, who: { personId: PersonId; orgId: OrgId }, now: Date): Promise<number> {
    const ended = await this.sessions.endOfPerson(tx, who, now);
    for (const id of ended) await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id });
    return ended.length;
  }

  /** As `end`, within a larger act; answers whether there was one to end. */
  async endIn(tx: SystemTx, personId: PersonId, id: SessionId, now: Date): Promise<boolean> {
    const isEnded = await this.sessions.end(tx, personId, id, now);
    if (isEnded) await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id });
    return isEnded;
  }

  /** When somebody last did anything in a session that came of each of these sign-ins at an identity provider. */
  lastSeenBound(federatedSessionIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    return this.system.across('see who is at work', (tx) => this.sessions.lastSeenBound(tx, federatedSessionIds));
  }

  /** Ends what came of sign-ins at an identity provider, or through a whole connection; answers how many. */
  async endBoundIn(tx: SystemTx, which: BoundSessions, now: Date): Promise<number> {
    const ended = await this.sessions.endBound(tx, which, now);
    for (const id of ended) await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id });
    return ended.length;
  }

  /**
   * Lets the person act in another of her orgs.
   * @throws NotAMember, also for an org that there is not; SessionBound, SsoRequired where a sign-in through a connection is needed
   */
  async switchOrg(personId: PersonId, id: SessionId, orgId: OrgId, moment: Moment): Promise<void> {
    await this.system.across('act in another org', async (tx) => {
      const session = await this.sessions.find(tx, personId, id);
      if (session === null) throw new SessionNotFound('You have no such session.');
      await this.entrances.mustLetIn(tx, session, orgId);
      await this.sessions.setOrg(tx, id, orgId);
      await this.signal.notify(tx, { topic: CALLER_CHANGED, id });
      if (session.orgId !== orgId) await this.entrances.recordIn(tx, { ...session, orgId }, moment);
    });
    this.callers.forget(id);
  }
}
