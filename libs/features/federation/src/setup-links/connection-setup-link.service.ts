import { Injectable } from '@nestjs/common';
import { newToken } from '#features/identity';
import { newId, type RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { ConnectionId, ConnectionKind } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { ConnectionReservations } from '../connections/connection-reservations.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import {
  connectionOf,
  type ConnectionSetupLink,
  type ConnectionSetupLinkId,
  urlOfSetupLink,
} from './connection-setup-link.js';
import { ConnectionSetupLinkNotFound } from './connection-setup-link.errors.js';
import { ConnectionSetupLinkRepository } from './connection-setup-link.repository.js';

const HOUR_MS = 3_600_000;
const MOST_SHOWN = 100;

export interface SetupLinkOrder {
  readonly label: string;
  readonly kind: ConnectionKind;
  /** Null: the holder makes one. */
  readonly connectionId: ConnectionId | null;
  readonly hours: number;
}

/** Links for the identity team of the org, who need no account here to set up one connection. */
@Injectable()
export class ConnectionSetupLinkService {
  // eslint-disable-next-line max-params -- a link names an address, is for a connection, and stands in the ledger
  constructor(
    private readonly settings: Settings,
    private readonly db: OrgDatabase,
    private readonly links: ConnectionSetupLinkRepository,
    private readonly connections: ConnectionRepository,
    private readonly reservations: ConnectionReservations,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly ConnectionSetupLink[]> {
    return this.db.within(ctx, (tx) => this.links.list(tx, ctx, MOST_SHOWN));
  }

  /** The address is shown this once. @throws ConnectionNotFound, also for one of another kind */
  async make(ctx: RequestContext, order: SetupLinkOrder): Promise<{ link: ConnectionSetupLink; url: URL }> {
    const { label, kind, connectionId, hours } = order;
    const token = newToken();
    const link: ConnectionSetupLink = {
      orgId: ctx.orgId,
      id: newId<'ConnectionSetupLink'>(ctx.now),
      connectionId,
      kind,
      label,
      madeBy: ctx.principal.label,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + hours * HOUR_MS),
      lastUsedAt: null,
      revokedAt: null,
    };
    // The holder gives our addresses and keys to the identity provider before she can make the connection.
    if (connectionId === null) await this.reservations.make(ctx, kind, connectionOf(link));
    return this.db.within(ctx, async (tx) => {
      const connection = connectionId === null ? null : await this.connections.find(tx, ctx, connectionId);
      if (connectionId !== null && connection?.kind !== kind)
        throw new ConnectionNotFound('There is no such connection of that kind in this organisation.');
      await this.links.insert(tx, link, token);
      const facts = { kind, connection: connectionId, expiresAt: link.expiresAt.toISOString() };
      await this.record(tx, ctx, link, { action: 'connection-setup-link.made', facts });
      return { link, url: urlOfSetupLink(this.settings.publicUrl, token) };
    });
  }

  /** @throws ConnectionSetupLinkNotFound */
  revoke(ctx: RequestContext, id: ConnectionSetupLinkId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      if (!(await this.links.revoke(tx, ctx, id, ctx.now)))
        throw new ConnectionSetupLinkNotFound('There is no such link, or it was revoked already.');
      await this.record(tx, ctx, { id }, { action: 'connection-setup-link.revoked', facts: {} });
    });
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, label }: Pick<ConnectionSetupLink, 'id'> & { label?: string },
    entry: { action: `connection-setup-link.${string}`; facts: Readonly<Record<string, string | null>> },
  ): Promise<void> {
    const target = { kind: 'connection-setup-link', id, ...(label !== undefined && { label }) };
    await this.trail.record(tx, ctx, { ...entry, target });
  }
}
