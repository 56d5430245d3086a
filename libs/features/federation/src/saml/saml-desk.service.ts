import { Injectable } from '@nestjs/common';
import { readCertificate, spMetadataXml } from '#engines/saml';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { SamlLogoutService } from './saml-logout.service.js';
import { SamlPlaces } from './saml-places.js';
import { samlKeysOf, samlSettingsOf } from './saml-settings.js';
import { SamlSignInService } from './saml-sign-in.service.js';

/** What stands behind the doors of a SAML connection. */
@Injectable()
export class SamlDesk {
  constructor(
    private readonly connections: Connections,
    private readonly places: SamlPlaces,
    readonly signIn: SamlSignInService,
    readonly logout: SamlLogoutService,
  ) {}

  /** @throws ConnectionNotFound */
  connection(id: string): Promise<Connection> {
    return this.connections.byId('saml', id);
  }

  /** What the provider is given (SAML metadata 2.4.4). @throws ConnectionNotFound */
  async metadataOf(id: string): Promise<string> {
    const connection = await this.connection(id);
    const settings = samlSettingsOf(connection);
    const keys = samlKeysOf(await this.connections.secretsOf(connection));
    const urls = this.places.of(connection);
    return spMetadataXml({
      entityId: urls.entityId,
      acsUrl: urls.acs,
      sloUrl: urls.slo,
      signingCertificates: [readCertificate(keys.signing.certificate)],
      encryptionCertificates: settings.encryption === 'off' ? [] : [readCertificate(keys.encryption.certificate)],
      signsRequests: settings.signRequests || settings.provider.wantsSignedRequests,
      nameIdFormats: settings.nameIdFormat === null ? [] : [settings.nameIdFormat],
    });
  }
}
