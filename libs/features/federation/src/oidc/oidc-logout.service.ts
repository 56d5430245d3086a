import { Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import { AttemptLimits, type Moment, type SessionBinding } from '#features/identity';
import { DomainError } from '#kernel';
import { type ProvenToken, TokenUnproven, TokenVerifier } from '#platform/issuers';
import type { Connection } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { Connections } from '../connections/connections.js';
import type { FederatedSession } from '../sign-in/federated-session.repository.js';
import { FederatedSessions } from '../sign-in/federated-sessions.js';
import { FederatedSignIn } from '../sign-in/federated-sign-in.js';
import { UsedAssertions } from '../sign-in/used-assertions.js';
import { type LogoutOrder, logoutOrderOf } from './logout-token.rules.js';
import { OidcClients } from './oidc-clients.js';
import { OidcPlaces } from './oidc-places.js';
import { oidcSettingsOf } from './oidc-settings.js';

const SKEW_MS = 60_000;

interface Around {
  readonly ip: string | null;
  readonly moment: Moment;
}

/** Logout, from either side. What is over there is over here, in every process. */
@Injectable()
export class OidcLogoutService {
  // eslint-disable-next-line max-params -- ends what other slices began, and records in one of them
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly connections: Connections,
    private readonly clients: OidcClients,
    private readonly places: OidcPlaces,
    private readonly sessions: FederatedSessions,
    private readonly used: UsedAssertions,
    private readonly signIn: FederatedSignIn,
    private readonly limits: AttemptLimits,
  ) {}

  /** OpenID Connect Back-Channel Logout 1.0, section 2.6. Answers why nothing was ended; null when all is done. */
  async obey(connection: Connection, token: string, around: Around): Promise<string | null> {
    const order = await this.orderOf(connection, token, around.moment.now);
    if ('fault' in order) return this.refuse(connection, order.fault, around);
    const until = new Date(order.expiresAt.getTime() + SKEW_MS);
    if (!(await this.used.take(connection, `logout/${order.jti}`, until)))
      return this.refuse(connection, 'it was used before (jti)', around);
    const query = {
      ...(order.subject !== null && { subject: order.subject }),
      ...(order.sessionIndex !== null && { sessionIndexes: [order.sessionIndex] }),
    };
    await this.sessions.end(connection, query, 'Signed out at the identity provider.', around.moment);
    return null;
  }

  /** Ends a session here that a provider began. @returns where the browser goes to end it there too; null where there is no such place */
  async leave(binding: SessionBinding, moment: Moment): Promise<string | null> {
    const session = await this.sessions.ofBinding(binding);
    const connection = session && (await this.connectionOf(session));
    if (session === null || connection === null) return null;
    await this.sessions.end(connection, { id: session.id }, 'Signed out here.', moment);
    try {
      const { config } = await this.clients.of(connection);
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      const idToken = session.keep?.['idToken'];
      // OpenID Connect RP-Initiated Logout 1.0, section 2.
      return client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: this.places.of(connection).logout,
        ...(typeof idToken === 'string' && { id_token_hint: idToken }),
      }).href;
    } catch (error) {
      // Signed out here is signed out: a provider that is away does not undo it.
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  private async connectionOf({ connectionId }: FederatedSession): Promise<Connection | null> {
    try {
      return await this.connections.byId('oidc', connectionId);
    } catch (error) {
      if (error instanceof ConnectionNotFound) return null;
      throw error;
    }
  }

  private async orderOf(connection: Connection, token: string, now: Date): Promise<LogoutOrder | { fault: string }> {
    const { issuer, clientId } = oidcSettingsOf(connection);
    try {
      const proven: ProvenToken = await this.verifier.verify(token, issuer);
      return logoutOrderOf(proven, { issuer, clientId, now });
    } catch (error) {
      if (error instanceof TokenUnproven) return { fault: error.message };
      throw error;
    }
  }

  /** Anybody can bring a bad one: what is written of them has a limit. */
  private async refuse(connection: Connection, fault: string, around: Around): Promise<string> {
    if (await this.limits.isWithin(around.moment.now, ['strayAnswer', connection.id])) {
      const detail = `The logout token was refused: ${fault}.`;
      await this.signIn.refuse(connection, { reason: 'logout_token_refused', detail }, { request: null, ...around });
    }
    return fault;
  }
}
