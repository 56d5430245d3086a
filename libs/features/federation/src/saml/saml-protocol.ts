import { Injectable } from '@nestjs/common';
import { readCertificate, SamlRefusal } from '#engines/saml';
import { Clock } from '#kernel';
import {
  ConnectionProtocol,
  ConnectionProtocols,
  type CommandOptions,
  type ConnectionOrder,
} from '../connections/connection-protocol.js';
import type { Connection, ConnectionSecrets, JsonObject } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { ConnectionSettingsRefused } from '../connections/connection.errors.js';
import { agesOf, type CertificateAge, markOf } from './certificate-age.rules.js';
import { MetadataFetch } from './metadata-fetch.js';
import { newSamlKeys } from './saml-keys.js';
import { SamlPlaces } from './saml-places.js';
import { choicesOf, samlOrder, type SamlOrder } from './saml-settings.schema.js';
import {
  certificatesOf,
  countsByKey,
  type KeyPairs,
  type MetadataSource,
  type SamlKeys,
  samlKeysOf,
  type SamlProvider,
  type SamlSettings,
  samlSettingsOf,
} from './saml-settings.js';

/** What SAML knows about its connections. */
@Injectable()
export class SamlProtocol extends ConnectionProtocol {
  readonly kind = 'saml';

  // eslint-disable-next-line max-params -- a protocol says where it is, reads outside, and knows its keys
  constructor(
    protocols: ConnectionProtocols,
    private readonly places: SamlPlaces,
    private readonly metadata: MetadataFetch,
    private readonly clock: Clock,
    private readonly connections: Connections,
  ) {
    super();
    protocols.add(this);
  }

  override async prepare(): Promise<ConnectionSecrets> {
    return (await newSamlKeys(this.clock.now())) as unknown as ConnectionSecrets;
  }

  override async accept({
    settings,
    before,
    reserved = null,
  }: ConnectionOrder): Promise<{ settings: JsonObject; secrets: ConnectionSecrets }> {
    const order = parsedOrder(settings);
    checkCertificates(order);
    const former = before === null ? null : samlSettingsOf(before);
    const { provider, source } = await this.providerOf(order, former);
    if (order.requestBinding === 'post' && !provider.singleSignOn.some(({ binding }) => binding === 'post'))
      throw refused('requestBinding', 'The provider takes no requests by POST. Choose redirect.');
    const kept: SamlSettings = { ...choicesOf(order), provider, source, announced: former?.announced ?? {} };
    const keys = before?.secrets ?? reserved ?? (await this.prepare());
    return { settings: kept as unknown as JsonObject, secrets: keys };
  }

  override orderOf({ metadata }: CommandOptions): Promise<Pick<ConnectionOrder, 'settings' | 'secrets'>> {
    if (metadata === undefined)
      throw refused('metadata', 'Name the file with the metadata of the provider: --metadata FILE.');
    return Promise.resolve({ settings: { metadata }, secrets: {} });
  }

  override urlsOf(connection: Pick<Connection, 'id'>): Readonly<Record<string, string>> {
    return { ...this.places.of(connection) };
  }

  override async factsOf(connection: Connection): Promise<JsonObject> {
    const settings = samlSettingsOf(connection);
    const keys = samlKeysOf(await this.connections.secretsOf(connection));
    const { provider, source, cbcAllowed } = settings;
    const cbc = cbcAllowed
      ? ['AES-CBC is allowed: whoever can alter messages on the way may learn what they hold.']
      : [];
    return {
      entityId: provider.entityId,
      singleSignOn: provider.singleSignOn.map(({ binding, location }) => ({ binding, location })),
      singleLogout: provider.singleLogout.map(({ binding, location }) => ({ binding, location })),
      nameIdFormats: provider.nameIdFormats,
      metadata: { url: source.url, readAt: source.readAt, problem: source.problem, validUntil: provider.validUntil },
      certificates: agesOf(certificatesOf(settings), this.clock.now()).map(({ certificate, daysLeft }) => ({
        subject: certificate.subject,
        fingerprint: certificate.fingerprint,
        notAfter: certificate.notAfter.toISOString(),
        daysLeft,
        warning: markOf(daysLeft),
      })),
      expiredCertificates: countsByKey(settings) ? 'accepted' : 'refused',
      ownKeys: this.ownKeys(keys),
      warnings: [...provider.warnings, ...cbc],
    };
  }

  private ownKeys(keys: SamlKeys): JsonObject {
    const shown = ({ signing, encryption }: KeyPairs): JsonObject => {
      const [forSigning, forEncryption] = agesOf([signing.certificate, encryption.certificate], this.clock.now());
      return {
        signing: ownShown(signing.certificate, forSigning),
        encryption: ownShown(encryption.certificate, forEncryption),
      };
    };
    return {
      ...shown(keys),
      next: keys.next === undefined ? null : { ...shown(keys.next), countsAt: keys.next.countsAt },
      formerUntil: keys.former?.until ?? null,
    };
  }

  private async providerOf(
    order: SamlOrder,
    former: SamlSettings | null,
  ): Promise<Pick<SamlSettings, 'provider' | 'source'>> {
    const url = order.metadataUrl === undefined ? (former?.source.url ?? null) : order.metadataUrl;
    const signers = order.metadataSigners ?? former?.source.signers ?? [];
    const read = await this.readNow(order, { url, signers, former });
    if (read !== null) {
      const source: MetadataSource = { url, signers, readAt: this.clock.now().toISOString(), problem: null };
      return { provider: read, source };
    }
    if (former === null)
      throw refused('metadata', 'Give the metadata of the provider, as a file or by its address (metadataUrl).');
    return { provider: former.provider, source: { ...former.source, signers, url } };
  }

  /** What was given now, by file or by an address that is new; null for neither. */
  private async readNow(
    { metadata }: SamlOrder,
    { url, signers, former }: { url: string | null; signers: readonly string[]; former: SamlSettings | null },
  ): Promise<SamlProvider | null> {
    if (metadata !== undefined) return this.metadata.read(metadata, signers);
    return url !== null && url !== former?.source.url ? this.metadata.from(url, signers) : null;
  }
}

const ageShown = (age: CertificateAge | undefined): JsonObject | null =>
  age === undefined
    ? null
    : {
        fingerprint: age.certificate.fingerprint,
        notAfter: age.certificate.notAfter.toISOString(),
        daysLeft: age.daysLeft,
        warning: markOf(age.daysLeft),
      };

/** The certificate itself too: some providers want it as a file. */
const ownShown = (pem: string, age: CertificateAge | undefined): JsonObject => ({ ...ageShown(age), pem });

function parsedOrder(settings: JsonObject): SamlOrder {
  const result = samlOrder.safeParse(settings);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refused(issue?.path.map(String).join('.') ?? 'settings', issue?.message ?? 'The settings cannot be read.');
}

function checkCertificates({ certificates, metadataSigners = [] }: SamlOrder): void {
  try {
    for (const pem of [...certificates, ...metadataSigners]) readCertificate(pem);
  } catch (error) {
    if (error instanceof SamlRefusal) throw refused('certificates', error.sentence);
    throw error;
  }
}

const refused = (member: string, why: string): ConnectionSettingsRefused =>
  new ConnectionSettingsRefused(`${member}: ${why}`, { member });
