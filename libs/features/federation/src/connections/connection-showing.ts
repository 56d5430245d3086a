import { Injectable } from '@nestjs/common';
import { isOwnerly } from '#features/access';
import { OrgDatabase } from '#platform/database';
import {
  asPending,
  type Connection,
  type ConnectionKind,
  type JsonObject,
  type PendingSettings,
} from './connection.js';
import { ConnectionProtocols } from './connection-protocol.js';
import { ConnectionVoucherRepository } from './connection-voucher.repository.js';
import { changesBetween, type SettingsChange } from './settings-changes.rules.js';

/** With what its protocol reads from it. */
export interface ShownConnection {
  readonly connection: Connection;
  readonly facts: JsonObject;
  readonly urls: Readonly<Record<string, string>>;
  /** Who answers for what its identity provider says; null for nobody by name: an owner, or the operator. */
  readonly voucher: { readonly by: string | null; readonly isOwner: boolean };
  readonly pending:
    (PendingSettings & { readonly facts: JsonObject; readonly changes: readonly SettingsChange[] }) | null;
}

/** A connection as an admin sees it. */
@Injectable()
export class ConnectionShowing {
  constructor(
    private readonly db: OrgDatabase,
    private readonly protocols: ConnectionProtocols,
    private readonly vouchers: ConnectionVoucherRepository,
  ) {}

  async of(connection: Connection): Promise<ShownConnection> {
    const protocol = this.protocols.of(connection.kind);
    const { pending } = connection;
    const { by, power } = await this.db.within(connection, (tx) => this.vouchers.find(tx, connection));
    return {
      connection,
      facts: await protocol.factsOf(connection),
      urls: protocol.urlsOf(connection),
      voucher: { by, isOwner: isOwnerly(power) },
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
