import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { exportJWK, generateKeyPair } from 'jose';
import { DomainError } from '#kernel';
import { IssuerDirectory } from '#platform/issuers';
import {
  type CommandOptions,
  type ConnectionOrder,
  ConnectionProtocol,
  ConnectionProtocols,
} from '../connections/connection-protocol.js';
import type { Connection, ConnectionSecrets, JsonObject } from '../connections/connection.js';
import { ConnectionSettingsRefused } from '../connections/connection.errors.js';
import { OidcPlaces } from './oidc-places.js';
import {
  flawOf,
  oidcSecrets,
  type OidcSecrets,
  oidcSecretsOf,
  oidcSettings,
  type OidcSettings,
  oidcSettingsOf,
} from './oidc-settings.js';

/** What OpenID Connect knows about its connections. */
@Injectable()
export class OidcProtocol extends ConnectionProtocol {
  readonly kind = 'oidc';

  constructor(
    protocols: ConnectionProtocols,
    private readonly places: OidcPlaces,
    private readonly issuers: IssuerDirectory,
  ) {
    super();
    protocols.add(this);
  }

  override async accept(order: ConnectionOrder): Promise<{ settings: JsonObject; secrets: ConnectionSecrets | null }> {
    const settings = oidcSettings.safeParse(order.settings);
    if (!settings.success) throw refusedBy(settings.error.issues);
    const given = oidcSecrets.safeParse(order.secrets);
    if (!given.success) throw refusedBy(given.error.issues);
    const secrets = await secretsFor(settings.data, given.data.clientSecret, order.before);
    return { settings: settings.data as unknown as JsonObject, secrets: secrets as unknown as ConnectionSecrets };
  }

  override orderOf({
    issuer,
    clientId,
    clientSecret,
  }: CommandOptions): Promise<Pick<ConnectionOrder, 'settings' | 'secrets'>> {
    if (issuer === undefined || clientId === undefined)
      throw new ConnectionSettingsRefused(
        `Give --issuer and --client-id: without ${issuer === undefined ? '--issuer' : '--client-id'} nobody can be asked.`,
      );
    const authMethod = clientSecret === undefined ? 'private_key_jwt' : 'client_secret_basic';
    return Promise.resolve({
      settings: { issuer, clientId, authMethod },
      secrets: { ...(clientSecret !== undefined && { clientSecret }) },
    });
  }

  override urlsOf(connection: Pick<Connection, 'id'>): Readonly<Record<string, string>> {
    return { ...this.places.of(connection) };
  }

  /** What the issuer says of itself, if it can be asked. */
  override async factsOf(connection: Connection): Promise<JsonObject> {
    const { issuer } = oidcSettingsOf(connection);
    try {
      const { authorization_endpoint, token_endpoint, end_session_endpoint, ...rest } =
        await this.issuers.metadataOf(issuer);
      return {
        reachable: true,
        authorizationEndpoint: authorization_endpoint ?? null,
        tokenEndpoint: token_endpoint ?? null,
        endSessionEndpoint: end_session_endpoint ?? null,
        pushedRequests: rest.pushed_authorization_request_endpoint !== undefined,
        backchannelLogout: rest['backchannel_logout_supported'] === true,
        problem: null,
      };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { reachable: false, problem: error.message };
    }
  }
}

async function secretsFor(
  settings: OidcSettings,
  given: string | undefined,
  before: ConnectionOrder['before'],
): Promise<OidcSecrets> {
  const kept = oidcSecretsOf(before?.secrets ?? null);
  const isMoved = before !== null && oidcSettingsOf(before).issuer !== settings.issuer;
  // A secret is for the issuer that gave it: whoever changes the issuer must not have ours sent to it.
  const clientSecret = given ?? (isMoved ? undefined : kept.clientSecret);
  const flaw = flawOf(settings, clientSecret !== undefined);
  if (flaw !== null) throw new ConnectionSettingsRefused(flaw);
  if (settings.authMethod === 'private_key_jwt') return { privateJwk: kept.privateJwk ?? (await newKey()) };
  return { ...(clientSecret !== undefined && { clientSecret }) };
}

async function newKey(): Promise<NonNullable<OidcSecrets['privateJwk']>> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2_048 });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

const refusedBy = (issues: readonly { path: readonly PropertyKey[]; message: string }[]): ConnectionSettingsRefused =>
  new ConnectionSettingsRefused(
    `Correct the settings. ${issues
      .slice(0, 10)
      .map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
      .join('; ')}`,
  );
