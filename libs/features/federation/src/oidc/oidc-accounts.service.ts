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
import { isDue, refreshSecondsIn, type RefreshWatch, watchOf } from './refresh-watch.rules.js';

/**
 * Asks providers, while people are signed in here, whether their accounts there still live: by the refresh token that came with the sign-in. A
 * provider that gives none for it any more has ended the account, or the session. Where each use of the token keeps the session there awake, only those
 * are asked about who were at work here since.
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
      const due = await this.dueOf(connection, moment.now);
      if (due.length > 0) await this.askOf(connection, due, moment);
    }
  }

  private async dueOf(connection: Connection, now: Date): Promise<readonly Due[]> {
    const live = await this.sessions.liveOf(connection, now);
    const due = live.flatMap((session) => {
      const watch = watchOf(session);
      return watch !== null && isDue(watch, now) ? [{ session, watch }] : [];
    });
    const waking = due.filter(({ watch }) => watch.until !== null).map(({ session }) => session.id);
    const seen = waking.length === 0 ? new Map<string, Date>() : await this.sessions.lastSeen(waking);
    return due.filter(({ session: { id }, watch }) => watch.until === null || isSince(seen.get(id), watch.askedAt));
  }

  private async askOf(connection: Connection, due: readonly Due[], moment: Moment): Promise<void> {
    try {
      const known = await this.clients.of(connection);
      for (const one of due) await this.ask(connection, known, one, moment);
    } catch (error) {
      // A provider that is away has ended nobody.
      if (!(error instanceof DomainError)) throw error;
      this.log.warn('oidc.accounts_not_asked', { connection: connection.id, error });
    }
  }

  private async ask(
    connection: Connection,
    { config }: OidcClient,
    { session, watch: { refreshToken } }: Due,
    moment: Moment,
  ): Promise<void> {
    try {
      const told = await client.refreshTokenGrant(config, refreshToken);
      await this.sessions.keep(session, {
        refreshToken: told.refresh_token ?? refreshToken,
        refreshSeconds: refreshSecondsIn(told),
        askedAt: moment.now.toISOString(),
      });
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

interface Due {
  readonly session: FederatedSession;
  readonly watch: RefreshWatch;
}

const isSince = (seen: Date | undefined, askedAt: Date): boolean => seen !== undefined && seen > askedAt;
