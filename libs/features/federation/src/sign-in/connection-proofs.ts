import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type FederatedProof, FederatedProofs, type Session } from '#features/identity';
import { Settings } from '#platform/config';
import { OrgDatabase } from '#platform/database';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import type { ConnectionId } from '../connections/connection.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { SsoIntents } from './sso-intents.js';

/** How the person of a session that came through a connection goes to prove anew who she is: to the identity provider that she came from. */
@Injectable()
export class ConnectionProofs implements FederatedProof, OnModuleInit {
  // eslint-disable-next-line max-params -- the place to fill, and where the browser goes from there
  constructor(
    private readonly federated: FederatedProofs,
    private readonly settings: Settings,
    private readonly db: OrgDatabase,
    private readonly connections: ConnectionRepository,
    private readonly intents: SsoIntents,
  ) {}

  onModuleInit(): void {
    this.federated.fill(this);
  }

  /** The address works in the browser that has the session, once. @throws ConnectionNotFound */
  async begin({ id: sessionId, personId, binding }: Session, returnTo: string): Promise<URL> {
    const connection =
      binding &&
      (await this.db.within(binding, (tx) => this.connections.find(tx, binding, binding.connectionId as ConnectionId)));
    if (connection?.status !== 'live')
      throw new ConnectionNotFound('Your session came through no connection that is live.');
    const intent = { purpose: 'proof', testId: null, personId, proof: { sessionId, returnTo } } as const;
    const { location } = await this.intents.prepare(connection, intent, sessionId);
    return new URL(location, this.settings.publicUrl);
  }
}
