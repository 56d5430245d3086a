import { Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import type { Moment } from '#features/identity';
import { DomainError } from '#kernel';
import { Log } from '#platform/observability';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import type { FederatedSession } from '../sign-in/federated-session.repository.js';
import { FederatedSessions } from '../sign-in/federated-sessions.js';
import { type OidcClient, OidcClients } from './oidc-clients.js';

/** Each sign-in is asked about this often. */
const ASKED_EVERY_MS = 55 * 60_000;

/**
 * Asks providers, while people are signed in here, whether their accounts there still live: by the refresh token that came with the sign-in. A
 * provider that gives none for it any more has ended the account, or the session.
 */
@Injectable()
export class OidcAccountsService {
  constructor(
    private readonly connections: Connections,
    private readonly sessions: FederatedSessions,
    private readonly clients: OidcClients,
    private readonly log: Log,
  ) {}

  async askAll(moment: Moment): Promise<void> {
    for (const connection of await this.connections.all('oidc')) {
      const due = (await this.sessions.liveOf(connection, moment.now)).filter((session) => isDue(session, moment.now));
      if (due.length > 0) await this.askOf(connection, due, moment);
    }
  }

  private async askOf(connection: Connection, due: readonly FederatedSession[], moment: Moment): Promise<void> {
    try {
      const known = await this.clients.of(connection);
      for (const session of due) await this.ask(connection, known, session, moment);
    } catch (error) {
      // A provider that is away has ended nobody.
      if (!(error instanceof DomainError)) throw error;
      this.log.warn('oidc.accounts_not_asked', { connection: connection.id, error });
    }
  }

  private async ask(
    connection: Connection,
    { config }: OidcClient,
    session: FederatedSession,
    moment: Moment,
  ): Promise<void> {
    const { keep } = session;
    const refreshToken = refreshTokenOf(session);
    if (refreshToken === null) return;
    try {
      const told = await client.refreshTokenGrant(config, refreshToken);
      const next = told.refresh_token ?? refreshToken;
      await this.sessions.keep(session, { ...keep, refreshToken: next, askedAt: moment.now.toISOString() });
    } catch (error) {
      if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') {
        const why = 'The identity provider says that the account, or its session there, has ended.';
        await this.sessions.end(connection, { id: session.id }, why, moment);
        return;
      }
      if (!(error instanceof client.ResponseBodyError) && !(error instanceof client.ClientError)) throw error;
      this.log.warn('oidc.account_not_asked', { connection: connection.id, error });
    }
  }
}

function refreshTokenOf({ keep }: FederatedSession): string | null {
  const kept = keep?.['refreshToken'];
  return typeof kept === 'string' ? kept : null;
}

function isDue(session: FederatedSession, now: Date): boolean {
  if (refreshTokenOf(session) === null) return false;
  const { keep, createdAt } = session;
  const askedAt = keep?.['askedAt'];
  const last = typeof askedAt === 'string' ? Date.parse(askedAt) : createdAt.getTime();
  return now.getTime() - last >= ASKED_EVERY_MS;
}
