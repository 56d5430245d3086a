import { Injectable } from '@nestjs/common';
import type { Connection, ConnectionKind, ConnectionSecrets, JsonObject } from './connection.js';

/** What was given for a connection: by the console, a set-up link or a command. */
export interface ConnectionOrder {
  readonly settings: JsonObject;
  /** Members that are absent stay as they were. */
  readonly secrets: JsonObject;
  /** What the connection is so far; null for a new one. */
  readonly before: { readonly settings: JsonObject; readonly secrets: ConnectionSecrets | null } | null;
  /** What `prepare` made for a new one, if it was reserved. */
  readonly reserved?: ConnectionSecrets | null;
}

/** The options of the command `connection create`, as they were typed. */
export interface CommandOptions {
  /** The text of the file. */
  readonly metadata?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** Port: what a protocol knows about its connections. `saml` and `oidc` each fill it once. */
export abstract class ConnectionProtocol {
  abstract readonly kind: ConnectionKind;

  /** The keys of a connection that will be, for what an identity provider is shown before there is one; null where it needs none so early. */
  prepare(): Promise<ConnectionSecrets | null> {
    return Promise.resolve(null);
  }

  /** Checks an order and answers what to keep. @throws ConnectionSettingsRefused saying which member, and what to do */
  abstract accept(order: ConnectionOrder): Promise<{ settings: JsonObject; secrets: ConnectionSecrets | null }>;

  /** The order of a command. @throws ConnectionSettingsRefused naming the option that lacks */
  abstract orderOf(options: CommandOptions): Promise<Pick<ConnectionOrder, 'settings' | 'secrets'>>;

  /** The addresses that the identity provider must be given, by name. */
  abstract urlsOf(connection: Pick<Connection, 'id'>): Readonly<Record<string, string>>;

  /** What an admin sees of the settings besides what she typed: what was read from them, what expires when. Never a secret. */
  abstract factsOf(connection: Connection): Promise<JsonObject>;
}

/** The protocols that there are. */
@Injectable()
export class ConnectionProtocols {
  private readonly byKind = new Map<ConnectionKind, ConnectionProtocol>();

  /** Called by each protocol when the product starts. */
  add(protocol: ConnectionProtocol): void {
    this.byKind.set(protocol.kind, protocol);
  }

  /** @throws Error when no protocol of that kind was added: a fault of ours */
  of(kind: ConnectionKind): ConnectionProtocol {
    const protocol = this.byKind.get(kind);
    if (protocol === undefined) throw new Error(`No protocol "${kind}" was added.`);
    return protocol;
  }
}
