import { Injectable } from '@nestjs/common';
import { isUuid, type OrgId } from '#kernel';
import { HotPath, OrgDatabase, SystemDatabase } from '#platform/database';
import type { Connection, ConnectionId, ConnectionKind, ConnectionSecrets, JsonObject } from './connection.js';
import { ConnectionNotFound } from './connection.errors.js';
import { ConnectionRepository, type SealedSecrets } from './connection.repository.js';

/** Connections as the protocols need them: by the id in an address, before any org is known. */
@Injectable()
export class Connections {
  constructor(
    private readonly db: OrgDatabase,
    private readonly hot: HotPath,
    private readonly system: SystemDatabase,
    private readonly connections: ConnectionRepository,
  ) {}

  /** @throws ConnectionNotFound, also for one of another kind */
  async byId(kind: ConnectionKind, id: string): Promise<Connection> {
    const connection = isUuid(id)
      ? await this.system.glance('know a connection by its address', (tx) =>
          this.connections.findAcrossTenants(tx, id as ConnectionId),
        )
      : null;
    if (connection?.kind !== kind) throw new ConnectionNotFound('There is no such connection. Ask for a new address.');
    return connection;
  }

  secretsOf(connection: Connection): Promise<ConnectionSecrets | null> {
    return this.hot.each(connection, (tx) => this.connections.secretsOf(tx, connection));
  }

  sealedOf(connection: Connection): Promise<SealedSecrets> {
    return this.hot.each(connection, (tx) => this.connections.sealedOf(tx, connection));
  }

  /** Every connection of a kind, for a job that refreshes what they know. */
  all(kind: ConnectionKind): Promise<readonly Connection[]> {
    return this.system.across('visit every connection', (tx) => this.connections.listAcrossTenants(tx, kind));
  }

  /** Keeps what a protocol learned by itself (new metadata, new keys). What was tested stays tested. */
  async learn(which: { orgId: OrgId; id: ConnectionId }, settings: JsonObject): Promise<void> {
    await this.db.within(which, (tx) => this.connections.change(tx, which, { settings }));
  }
}
