import { Injectable } from '@nestjs/common';
import { readCertificate, spMetadataXml } from '#engines/saml';
import type { Connection } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import type { ConnectionReservation } from '../connections/connection-reservation.repository.js';
import { ConnectionReservations } from '../connections/connection-reservations.js';
import { Connections } from '../connections/connections.js';
import { SamlLogoutService } from './saml-logout.service.js';
import { SamlPlaces } from './saml-places.js';
import { publishedOf, type SamlKeys, samlKeysOf, samlSettingsOf } from './saml-settings.js';
import type { Onward } from '../sign-in/federated-sign-in.js';
import { type SamlArrival, SamlSignInService } from './saml-sign-in.service.js';

/** What stands behind the doors of a SAML connection. */
@Injectable()
export class SamlDesk {
  // eslint-disable-next-line max-params -- what it answers by itself, and the two that answer the rest
  constructor(
    private readonly connections: Connections,
    private readonly reservations: ConnectionReservations,
    private readonly places: SamlPlaces,
    readonly signIn: SamlSignInService,
    readonly logout: SamlLogoutService,
  ) {}

  /** @throws ConnectionNotFound */
  connection(id: string): Promise<Connection> {
    return this.connections.byId('saml', id);
  }

  /** Takes an answer. @throws ConnectionNotFound */
  async receive(id: string, arrival: SamlArrival): Promise<Onward> {
    const answered = await this.signIn.answered(id, arrival);
    // A question of another kind of connection is none of ours: `connection` says so.
    if (answered?.connection.kind !== 'saml') return this.signIn.receive(await this.connection(id), arrival, null);
    return this.signIn.receive(answered.connection, arrival, answered.stored.request);
  }

  /** What the provider is given (SAML metadata 2.4.4), also before there is a connection. @throws ConnectionNotFound */
  async metadataOf(id: string): Promise<string> {
    const connection = await this.orToBe(id);
    if ('secrets' in connection) return this.written(connection, samlKeysOf(connection.secrets), UNTIL_IT_IS_MADE);
    const settings = samlSettingsOf(connection);
    return this.written(connection, samlKeysOf(await this.connections.secretsOf(connection)), {
      encrypts: settings.encryption !== 'off',
      signsRequests: settings.signRequests || settings.provider.wantsSignedRequests,
      nameIdFormats: settings.nameIdFormat === null ? [] : [settings.nameIdFormat],
    });
  }

  private async orToBe(id: string): Promise<Connection | ConnectionReservation> {
    try {
      return await this.connection(id);
    } catch (error) {
      const reserved = error instanceof ConnectionNotFound ? await this.reservations.byId('saml', id) : null;
      if (reserved === null) throw error;
      return reserved;
    }
  }

  private written(which: Pick<Connection, 'id'>, keys: SamlKeys, { encrypts, ...wishes }: Wishes): string {
    const urls = this.places.of(which);
    return spMetadataXml({
      entityId: urls.entityId,
      acsUrl: urls.acs,
      sloUrl: urls.slo,
      signingCertificates: publishedOf(keys, 'signing').map(readCertificate),
      encryptionCertificates: encrypts ? publishedOf(keys, 'encryption').map(readCertificate) : [],
      ...wishes,
    });
  }
}

interface Wishes {
  readonly encrypts: boolean;
  readonly signsRequests: boolean;
  readonly nameIdFormats: readonly string[];
}

/** As a connection is that nobody has changed (saml-settings.schema.ts). */
const UNTIL_IT_IS_MADE: Wishes = { encrypts: true, signsRequests: true, nameIdFormats: [] };
