import { Injectable } from '@nestjs/common';
import { isUuid, newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import type { ConnectionId, ConnectionKind, ConnectionSecrets } from './connection.js';
import { ConnectionRepository } from './connection.repository.js';
import { ConnectionProtocols } from './connection-protocol.js';
import { type ConnectionReservation, ConnectionReservationRepository } from './connection-reservation.repository.js';

const LIFE_MS = 30 * 24 * 3_600_000;
const MOST_KEPT = 50;

type Reserving = Pick<RequestContext, 'orgId' | 'now'>;

/** Ids and keys of connections that will be: an identity provider wants our addresses, and often our metadata, before it shows its own. */
@Injectable()
export class ConnectionReservations {
  // eslint-disable-next-line max-params -- beside what is reserved, what has been made of it
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly reservations: ConnectionReservationRepository,
    private readonly connections: ConnectionRepository,
    private readonly protocols: ConnectionProtocols,
  ) {}

  /** Makes one, or keeps what there is of `id`. */
  async make(
    ctx: Reserving,
    kind: ConnectionKind,
    id: ConnectionId = newId<'Connection'>(ctx.now),
  ): Promise<ConnectionId> {
    if (await this.db.within(ctx, (tx) => this.isKnownIn(tx, ctx, id))) return id;
    const secrets = await this.protocols.of(kind).prepare();
    const dates = { createdAt: ctx.now, expiresAt: new Date(ctx.now.getTime() + LIFE_MS) };
    await this.db.within(ctx, async (tx) => {
      await this.reservations.insert(tx, { orgId: ctx.orgId, id, kind, secrets }, dates);
      await this.reservations.forgetOld(tx, ctx, MOST_KEPT);
    });
    return id;
  }

  private async isKnownIn(tx: OrgTx, ctx: Reserving, id: ConnectionId): Promise<boolean> {
    const isReserved = (await this.reservations.find(tx, ctx, id)) !== null;
    return isReserved || (await this.connections.find(tx, ctx, id)) !== null;
  }

  /** What the connection of this id will have; null where nothing was reserved. */
  async secretsFor(ctx: Reserving, kind: ConnectionKind, id: ConnectionId): Promise<ConnectionSecrets | null> {
    const found = await this.db.within(ctx, (tx) => this.reservations.find(tx, ctx, id));
    return found?.kind === kind ? found.secrets : null;
  }

  /** The connection is there: nothing is reserved any more. */
  async endIn(tx: OrgTx, ctx: Reserving, id: ConnectionId): Promise<void> {
    await this.reservations.remove(tx, ctx, id);
  }

  /** By the id in an address, before any org is known. */
  async byId(kind: ConnectionKind, id: string): Promise<ConnectionReservation | null> {
    if (!isUuid(id)) return null;
    const found = await this.system.glance('know a connection to be by its address', (tx) =>
      this.reservations.findAcrossTenants(tx, id as ConnectionId),
    );
    return found?.kind === kind ? found : null;
  }
}
