import type { Id, OrgId } from '#kernel';
import type { ConnectionId, ConnectionKind } from '../connections/connection.js';

export type ConnectionSetupLinkId = Id<'ConnectionSetupLink'>;

/** By this an identity team that has no account here sets up one connection. */
export interface ConnectionSetupLink {
  readonly orgId: OrgId;
  readonly id: ConnectionSetupLinkId;
  /** The one that it is for; null as long as the holder has not made it. */
  readonly connectionId: ConnectionId | null;
  readonly kind: ConnectionKind;
  /** For whom. */
  readonly label: string;
  readonly madeBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The connection that the link is for has the link's own id, so that its addresses are known before it is made. */
export const connectionOf = ({ id, connectionId }: ConnectionSetupLink): ConnectionId =>
  connectionId ?? (id as string as ConnectionId);

/** Whether it was made for a connection that was there: its holder proposes changes, which the organisation lets count. */
export const isToChange = ({ id, connectionId }: ConnectionSetupLink): boolean =>
  connectionId !== null && (connectionId as string) !== id;

export const isGood = ({ expiresAt, revokedAt }: ConnectionSetupLink, now: Date): boolean =>
  revokedAt === null && now < expiresAt;

/** The token stands in the fragment, which no server and no proxy is sent. */
export const urlOfSetupLink = (publicUrl: URL, token: string): URL => new URL(`/connection-setup#${token}`, publicUrl);
