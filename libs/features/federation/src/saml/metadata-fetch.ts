import { Injectable } from '@nestjs/common';
import { type IdpMetadata, readCertificate, readIdpMetadata, SamlRefusal } from '#engines/saml';
import { Clock, DomainError } from '#kernel';
import { OutboundHttp } from '#platform/http';
import { ConnectionSettingsRefused } from '../connections/connection.errors.js';
import type { SamlProvider } from './saml-settings.js';

const MOST_BYTES = 512 * 1024;
const WITHIN_MS = 15_000;

/** Gets and reads the metadata of providers. Everything wrong with it is told to whoever set it. */
@Injectable()
export class MetadataFetch {
  constructor(
    private readonly outbound: OutboundHttp,
    private readonly clock: Clock,
  ) {}

  /** @throws ConnectionSettingsRefused, AddressRefused */
  async from(url: string, signers: readonly string[]): Promise<SamlProvider> {
    return this.read(await this.text(new URL(url)), signers);
  }

  /** @throws ConnectionSettingsRefused */
  read(xml: string, signers: readonly string[]): SamlProvider {
    try {
      const certificates = signers.map(readCertificate);
      return providerOf(readIdpMetadata(xml, { now: this.clock.now(), signers: certificates }));
    } catch (error) {
      if (!(error instanceof SamlRefusal)) throw error;
      throw new ConnectionSettingsRefused(
        `metadata: ${error.sentence}`,
        { member: 'metadata', reason: error.reason },
        { cause: error },
      );
    }
  }

  private async text(url: URL): Promise<string> {
    try {
      const headers = { accept: 'application/samlmetadata+xml, application/xml, text/xml' };
      const response = await this.outbound.fetch(url, { headers, signal: AbortSignal.timeout(WITHIN_MS) });
      if (!response.ok || response.body === null) throw unreachable(url, `it answered ${response.status}`);
      return await boundedText(response.body, url);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw unreachable(url, 'it cannot be reached', error);
    }
  }
}

async function boundedText(body: AsyncIterable<Uint8Array>, url: URL): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > MOST_BYTES) throw unreachable(url, `it is larger than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const unreachable = (url: URL, why: string, cause?: unknown): ConnectionSettingsRefused =>
  new ConnectionSettingsRefused(`metadataUrl: ${why} (${url.host}).`, { member: 'metadataUrl' }, { cause });

const providerOf = (metadata: IdpMetadata): SamlProvider => ({
  entityId: metadata.entityId,
  singleSignOn: metadata.singleSignOn,
  singleLogout: metadata.singleLogout,
  certificates: metadata.signingCertificates.map(({ pem }) => pem),
  nameIdFormats: metadata.nameIdFormats,
  wantsSignedRequests: metadata.wantsSignedRequests,
  validUntil: metadata.validUntil?.toISOString() ?? null,
  warnings: metadata.warnings,
});
