import { Injectable } from '@nestjs/common';
import {
  asPending,
  type Connection,
  type ConnectionKind,
  type JsonObject,
  type PendingSettings,
} from './connection.js';
import { ConnectionProtocols } from './connection-protocol.js';
import { changesBetween, type SettingsChange } from './settings-changes.rules.js';

/** With what its protocol reads from it. */
export interface ShownConnection {
  readonly connection: Connection;
  readonly facts: JsonObject;
  readonly urls: Readonly<Record<string, string>>;
  readonly pending:
    (PendingSettings & { readonly facts: JsonObject; readonly changes: readonly SettingsChange[] }) | null;
}

/** A connection as an admin sees it. */
@Injectable()
export class ConnectionShowing {
  constructor(private readonly protocols: ConnectionProtocols) {}

  async of(connection: Connection): Promise<ShownConnection> {
    const protocol = this.protocols.of(connection.kind);
    const { pending } = connection;
    return {
      connection,
      facts: await protocol.factsOf(connection),
      urls: protocol.urlsOf(connection),
      pending: pending && {
        ...pending,
        facts: await protocol.factsOf(asPending(connection)),
        changes: changesBetween(connection.settings, pending.settings),
      },
    };
  }

  /** The addresses for the identity provider, also of a connection that is not there yet. */
  urlsOf({ kind, id }: { kind: ConnectionKind; id: Connection['id'] }): Readonly<Record<string, string>> {
    return this.protocols.of(kind).urlsOf({ id });
  }
}
