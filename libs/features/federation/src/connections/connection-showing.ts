import { Injectable } from '@nestjs/common';
import type { Connection, ConnectionKind, JsonObject } from './connection.js';
import { ConnectionProtocols } from './connection-protocol.js';

/** A connection as an admin sees it. */
@Injectable()
export class ConnectionShowing {
  constructor(private readonly protocols: ConnectionProtocols) {}

  async of(
    connection: Connection,
  ): Promise<{ connection: Connection; facts: JsonObject; urls: Readonly<Record<string, string>> }> {
    const protocol = this.protocols.of(connection.kind);
    return { connection, facts: await protocol.factsOf(connection), urls: protocol.urlsOf(connection) };
  }

  /** The addresses for the identity provider, also of a connection that is not there yet. */
  urlsOf({ kind, id }: { kind: ConnectionKind; id: Connection['id'] }): Readonly<Record<string, string>> {
    return this.protocols.of(kind).urlsOf({ id });
  }
}
