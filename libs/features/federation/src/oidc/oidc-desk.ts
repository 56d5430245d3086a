import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { OidcAccountsService } from './oidc-accounts.service.js';
import { OidcLogoutService } from './oidc-logout.service.js';
import { oidcSecretsOf } from './oidc-settings.js';
import type { Onward } from '../sign-in/federated-sign-in.js';
import type { Completion } from '../sign-in/sso-completion.js';
import { type OidcArrival, OidcSignInService } from './oidc-sign-in.service.js';

/** What the addresses of OpenID connections lead to. */
@Injectable()
export class OidcDesk {
  constructor(
    readonly signIn: OidcSignInService,
    readonly logout: OidcLogoutService,
    readonly accounts: OidcAccountsService,
    private readonly connections: Connections,
  ) {}

  /** @throws ConnectionNotFound */
  connection(id: string): Promise<Connection> {
    return this.connections.byId('oidc', id);
  }

  /** Takes an answer that a browser brings. @throws ConnectionNotFound */
  async receive(id: string, arrival: OidcArrival): Promise<Onward | Completion> {
    const answered = await this.signIn.answered(id, arrival);
    return answered === null
      ? this.signIn.stray(await this.connection(id), arrival)
      : this.signIn.receive(answered, arrival);
  }

  /** The public half of the key by which the connection proves itself; none where it does so by a secret. @throws ConnectionNotFound */
  async keysOf(id: string): Promise<{ keys: readonly JWK[] }> {
    const { privateJwk } = oidcSecretsOf(await this.connections.secretsOf(await this.connection(id)));
    if (privateJwk === undefined) return { keys: [] };
    const { kty, n, e, kid, alg, use } = privateJwk;
    return { keys: [{ kty, n, e, kid, alg, use } as JWK] };
  }
}
