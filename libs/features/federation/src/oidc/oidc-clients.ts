import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { importJWK } from 'jose';
import { LRUCache } from 'lru-cache';
import * as client from 'openid-client';
import { OutboundHttp } from '#platform/http';
import {
  boundedFetch,
  type BoundedFetch,
  IssuerDirectory,
  type IssuerMetadata,
  SIGNATURE_ALGORITHMS,
} from '#platform/issuers';
import type { Connection } from '../connections/connection.js';
import type { SealedSecrets } from '../connections/connection.repository.js';
import { Connections } from '../connections/connections.js';
import { type OidcSecrets, oidcSecretsOf, type OidcSettings, oidcSettingsOf } from './oidc-settings.js';

const SKEW_SECONDS = 60;
const MOST_CLIENTS = 500;
const NOTHING = new Uint8Array();

/** A connection as openid-client knows it. */
export interface OidcClient {
  readonly config: client.Configuration;
  readonly settings: OidcSettings;
  /** What the issuer says of itself: `config.serverMetadata()` copies it each time. */
  readonly server: client.ServerMetadata;
}

interface Known {
  readonly metadata: IssuerMetadata;
  readonly sealed: Uint8Array;
  readonly client: OidcClient;
}

/** Makes openid-client's idea of a connection: from what its issuer says of itself now, and our credentials there. */
@Injectable()
export class OidcClients {
  private readonly fetch: BoundedFetch;
  /** Made anew when the issuer says something else of itself, or the settings or secrets are others. */
  private readonly known = new LRUCache<string, Known>({ max: MOST_CLIENTS });

  constructor(
    private readonly issuers: IssuerDirectory,
    private readonly connections: Connections,
    outbound: OutboundHttp,
  ) {
    this.fetch = boundedFetch(outbound);
  }

  /** @param secrets where they were read already. @throws IssuerUnavailable, AddressRefused */
  async of(connection: Connection, secrets?: SealedSecrets): Promise<OidcClient> {
    const settings = oidcSettingsOf(connection);
    const metadata = await this.issuers.metadataOf(settings.issuer);
    const sealed = secrets ?? (await this.connections.sealedOf(connection));
    const known = this.known.get(connection.id);
    const isSame =
      known?.metadata === metadata &&
      Buffer.compare(known.sealed, sealed.bytes ?? NOTHING) === 0 &&
      isDeepStrictEqual(known.client.settings, settings);
    if (isSame) return known.client;
    const client = await this.make(metadata, settings, oidcSecretsOf(sealed.open()));
    this.known.set(connection.id, { metadata, sealed: sealed.bytes ?? NOTHING, client });
    return client;
  }

  private async make(metadata: IssuerMetadata, settings: OidcSettings, secrets: OidcSecrets): Promise<OidcClient> {
    const server = serverOf(metadata);
    const config = new client.Configuration(
      server,
      settings.clientId,
      { [client.clockTolerance]: SKEW_SECONDS },
      await authOf(settings, secrets),
    );
    // `boundedFetch` is patient for as long as we are, and one timer is enough.
    config.timeout = 0;
    config[client.customFetch] = this.fetch;
    // Plain http is taken on loopback alone; `boundedFetch` holds that for every address.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- how openid-client is told so
    if (settings.issuer.startsWith('http:')) client.allowInsecureRequests(config);
    return { config, settings, server };
  }
}

/** Whatever an issuer says that it can, we take ID tokens signed by public keys alone. */
function serverOf(metadata: object): client.ServerMetadata {
  const server = metadata as client.ServerMetadata;
  const { id_token_signing_alg_values_supported: told } = server;
  const algorithms = (told ?? ['RS256']).filter((name) => SIGNATURE_ALGORITHMS.includes(name));
  return { ...server, id_token_signing_alg_values_supported: algorithms };
}

async function authOf(
  { authMethod }: OidcSettings,
  { clientSecret, privateJwk }: OidcSecrets,
): Promise<client.ClientAuth> {
  if (authMethod === 'private_key_jwt') {
    if (privateJwk === undefined) throw new Error('A connection that proves itself by a key has lost it.');
    const key = (await importJWK(privateJwk, 'RS256')) as CryptoKey;
    return client.PrivateKeyJwt(privateJwk.kid === undefined ? key : { key, kid: privateJwk.kid });
  }
  return authMethod === 'client_secret_post'
    ? client.ClientSecretPost(clientSecret)
    : client.ClientSecretBasic(clientSecret);
}
