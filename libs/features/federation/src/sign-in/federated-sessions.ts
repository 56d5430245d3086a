import { Injectable } from '@nestjs/common';
import { type Moment, PersonRepository, type SessionBinding, SessionService } from '#features/identity';
import { enterOrg, OrgDatabase, SystemDatabase, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Connection, JsonObject } from '../connections/connection.js';
import {
  type FederatedSession,
  type FederatedSessionId,
  type FederatedSessionQuery,
  FederatedSessionRepository,
} from './federated-session.repository.js';

/** Sign-ins at identity providers that sessions here came of: ended from either side. */
@Injectable()
export class FederatedSessions {
  // eslint-disable-next-line max-params -- the sign-in there, the session here, whose it is, and the record end together
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly federated: FederatedSessionRepository,
    private readonly sessions: SessionService,
    private readonly people: PersonRepository,
    private readonly trail: Trail,
  ) {}

  /** The one that a session here was begun with, for a logout that begins here. */
  ofBinding({ orgId, federatedSessionId }: SessionBinding): Promise<FederatedSession | null> {
    return this.db.within({ orgId }, (tx) =>
      this.federated.find(tx, { orgId }, federatedSessionId as FederatedSessionId),
    );
  }

  /** Those of a connection that are live, for a protocol that asks whether the accounts still are. */
  liveOf(connection: Connection, now: Date): Promise<readonly FederatedSession[]> {
    return this.db.within(connection, (tx) => this.federated.listOf(tx, connection, connection.id, now));
  }

  /** When somebody was last at work in a session here that came of each; those without one that goes on are absent. */
  lastSeen(ids: readonly FederatedSessionId[]): Promise<ReadonlyMap<string, Date>> {
    return this.sessions.lastSeenBound(ids);
  }

  /** Replaces members of what the protocol keeps. */
  async keep({ orgId, id }: Pick<FederatedSession, 'orgId' | 'id'>, keep: JsonObject): Promise<void> {
    await this.db.within({ orgId }, (tx) => this.federated.amend(tx, { orgId }, id, { keep }));
  }

  /**
   * Ends sign-ins and the sessions here that came of them, in every process at once; each person's end stands in the ledger. Answers what ended.
   * @param why as the ledger says it
   */
  end(
    connection: Pick<Connection, 'orgId' | 'id' | 'name'>,
    which: FederatedSessionQuery | { readonly id: FederatedSessionId },
    why: string,
    moment: Moment,
  ): Promise<readonly FederatedSession[]> {
    return this.system.across('end what came of sign-ins at an identity provider', async (tx) => {
      const orgTx = await enterOrg(tx, connection.orgId);
      const place = { orgId: connection.orgId, connectionId: connection.id };
      const ended = await this.federated.end(orgTx, place, which, moment.now);
      await this.sessions.endBoundIn(tx, { federatedSessionIds: ended.map(({ id }) => id) }, moment.now);
      for (const session of ended) await this.recordIn(tx, connection, { session, why }, moment);
      return ended;
    });
  }

  private async recordIn(
    tx: SystemTx,
    { orgId, id, name }: Pick<Connection, 'orgId' | 'id' | 'name'>,
    { session, why }: { session: FederatedSession; why: string },
    moment: Moment,
  ): Promise<void> {
    const person = await this.people.find(tx, session.personId);
    const principal = { kind: 'service', id: id, label: name } as const;
    await this.trail.record(
      await enterOrg(tx, orgId),
      { orgId, principal, ...moment },
      {
        action: 'session.ended',
        target: { kind: 'person', id: session.personId, ...(person !== null && { label: person.email }) },
        reason: why,
        facts: { connection: id },
      },
    );
  }
}
