import type { Id, OrgId } from '#kernel';

export type ConnectionId = Id<'Connection'>;
export type ConnectionKind = 'saml' | 'oidc';
/** A draft lets nobody in but whoever tests it. */
export type ConnectionStatus = 'draft' | 'live' | 'disabled';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Settings that will be: tried before they count, while people come in by those that are. */
export interface PendingSettings {
  readonly settings: JsonObject;
  /** Whether secrets change with them. */
  readonly hasSecrets: boolean;
  readonly at: Date;
  readonly by: string;
  /** When a test of them as they are passed. */
  readonly testedAt: Date | null;
}

/** How people of an org come in through an identity provider. */
export interface Connection {
  readonly orgId: OrgId;
  readonly id: ConnectionId;
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly status: ConnectionStatus;
  /** What the protocol needs to know, in the protocol's own shape. Never a secret. */
  readonly settings: JsonObject;
  /** What somebody is given who comes for the first time; null: what the org gives. */
  readonly defaultRole: string | null;
  /** Whether somebody who comes for the first time gets an account. */
  readonly jit: boolean;
  readonly createdAt: Date;
  /** When its settings or secrets were changed last. */
  readonly updatedAt: Date;
  /** When a test of the settings as they are passed. */
  readonly testedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly pending: PendingSettings | null;
  /** What is read here is the pending settings, for a test of them. */
  readonly isTrial?: true;
}

/** The connection as it would be with what is pending; as it is, with nothing pending. */
export function asPending(connection: Connection): Connection {
  const { pending } = connection;
  if (pending === null) return connection;
  return {
    ...connection,
    settings: pending.settings,
    updatedAt: pending.at,
    testedAt: pending.testedAt,
    isTrial: true,
  };
}

/** Which settings a test tries. */
export type TriedSettings = 'live' | 'pending';

export const asTried = (connection: Connection, tries: TriedSettings | undefined): Connection =>
  tries === 'pending' ? asPending(connection) : connection;

/** What nobody may read: a client secret, private keys. Kept sealed. */
export type ConnectionSecrets = JsonObject;

export const loginPathOf = ({ kind, id }: Pick<Connection, 'kind' | 'id'>): string => `/sso/${kind}/${id}/login`;
