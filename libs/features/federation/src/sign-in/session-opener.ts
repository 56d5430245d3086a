import { Injectable } from '@nestjs/common';
import { type Moment, PersonRepository, type SessionBinding } from '#features/identity';
import { newId, type PersonId } from '#kernel';
import { enterOrg, type SystemTx } from '#platform/database';
import { Trail, type TrailEntry } from '#platform/trail';
import type { Connection } from '../connections/connection.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { type Admitted, Arrivals, type ArrivalVerdict } from './arrivals.js';
import { FederatedSessionRepository } from './federated-session.repository.js';
import type { SsoOutcome } from './sso-request.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** A little longer than a session of the console can last. */
const KEPT_MS = 8 * DAY_MS;

/** Who goes on to a session, and what it will be bound to. */
export interface EnteredSession {
  readonly personId: PersonId;
  readonly binding: SessionBinding;
  readonly endsAt: Date | null;
  /** When she proved there who she is, which may be long ago; null where it is not said. */
  readonly provedAt: Date | null;
  readonly amr: readonly string[];
  /** What the org's ledger is told of it. */
  readonly entry: TrailEntry;
}

/** To the minute is enough, and spares everybody who comes at once from waiting for one row. */
const isStale = ({ lastUsedAt }: Connection, now: Date): boolean =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= MINUTE_MS;

type Accepted = Extract<SsoOutcome, { kind: 'accepted' }>;
export type KnownArrival = Awaited<ReturnType<Arrivals['knownIn']>>;

/** Opens what a session of the console will be bound to: the sign-in at the identity provider that it comes of. */
@Injectable()
export class SessionOpener {
  // eslint-disable-next-line max-params -- the arrival, what it is bound to, and the record commit together
  constructor(
    private readonly arrivals: Arrivals,
    private readonly federated: FederatedSessionRepository,
    private readonly connections: ConnectionRepository,
    private readonly people: PersonRepository,
    private readonly trail: Trail,
  ) {}

  /** What `admitIn` has to know of somebody who came before; null of whoever did not. */
  knownIn(tx: SystemTx, connection: Pick<Connection, 'orgId' | 'id'>, { identity }: Accepted): Promise<KnownArrival> {
    return this.arrivals.knownIn(tx, connection, identity);
  }

  /** Decides whether she comes in, and as whom; then `openIn`. */
  async admitIn(
    tx: SystemTx,
    connection: Connection,
    { outcome: { identity: asserted }, known }: { readonly outcome: Accepted; readonly known: KnownArrival },
    moment: Moment,
  ): Promise<ArrivalVerdict | { readonly kind: 'refused'; readonly reason: 'session_over' }> {
    const { sessionEndsAt: endsAt } = asserted;
    if (endsAt !== null && endsAt <= moment.now) return { kind: 'refused', reason: 'session_over' };
    return this.arrivals.admitIn(tx, connection, { asserted, known }, moment);
  }

  async openIn(
    tx: SystemTx,
    connection: Connection,
    { admitted, outcome: { identity, keep }, ip }: { admitted: Admitted; outcome: Accepted; ip: string | null },
    { now }: Moment,
  ): Promise<EnteredSession> {
    const { sessionEndsAt: endsAt } = identity;
    const { orgId, id: connectionId } = connection;
    const { personId } = admitted;
    const id = newId<'FederatedSession'>(now);
    const orgTx = await enterOrg(tx, orgId);
    const expiresAt = new Date(now.getTime() + KEPT_MS);
    const session = {
      orgId,
      id,
      connectionId,
      personId,
      sessionIndex: identity.sessionIndex,
      createdAt: now,
      expiresAt,
    };
    await this.federated.insert(orgTx, { ...session, keep }, identity.subject);
    if (isStale(connection, now)) await this.connections.noteUse(orgTx, connection, now);
    await this.arrivals.settleIn(tx, connection, admitted, { identity, now });
    const entry = {
      action: 'sso.accepted',
      target: { kind: 'connection', id: connectionId, label: connection.name },
      facts: { subject: identity.subject, amr: identity.amr.join(' '), ip },
    } as const;
    const amr = identity.amr.length === 0 ? ['fed'] : identity.amr;
    const binding = { orgId, connectionId, federatedSessionId: id };
    return { personId, binding, endsAt, provedAt: identity.authenticatedAt, amr, entry };
  }

  /** Writes into the org's ledger that she was let in, where the session begins later. Call it last. */
  async recordIn(tx: SystemTx, { personId, binding: { orgId }, entry }: EnteredSession, moment: Moment): Promise<void> {
    const person = await this.people.find(tx, personId);
    const principal = { kind: 'person', id: personId, label: person?.email ?? '' } as const;
    await this.trail.record(await enterOrg(tx, orgId), { orgId, principal, ...moment }, entry);
  }
}
