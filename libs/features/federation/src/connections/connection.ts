import type { Id, OrgId } from '#kernel';

export type ConnectionId = Id<'Connection'>;
export type ConnectionKind = 'saml' | 'oidc';
/** A draft lets nobody in but whoever tests it. */
export type ConnectionStatus = 'draft' | 'live' | 'disabled';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
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
}

/** What nobody may read: a client secret, private keys. Kept sealed. */
export type ConnectionSecrets = JsonObject;

export const loginPathOf = ({ kind, id }: Pick<Connection, 'kind' | 'id'>): string => `/sso/${kind}/${id}/login`;
