import { Injectable } from '@nestjs/common';
import { readCertificate } from '#engines/saml';
import { DomainError, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Connection, JsonObject } from '../connections/connection.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { Connections } from '../connections/connections.js';
import { agesOf, toAnnounce } from './certificate-age.rules.js';
import { MetadataFetch } from './metadata-fetch.js';
import { certificatesOf, countsByKey, type SamlProvider, type SamlSettings, samlSettingsOf } from './saml-settings.js';

type JobMoment = Pick<RequestContext, 'now' | 'principal' | 'requestId'>;
interface Finding {
  readonly settings: SamlSettings;
  readonly entry?: {
    readonly action: `connection.${string}`;
    readonly reason: string;
    readonly facts: Readonly<Record<string, number | string>>;
  };
}

/** What happens to SAML connections by itself: metadata is read anew, and the end of certificates is said in time. */
@Injectable()
export class SamlUpkeepService {
  // eslint-disable-next-line max-params -- reads outside, keeps and records in one transaction
  constructor(
    private readonly db: OrgDatabase,
    private readonly connections: Connections,
    private readonly rows: ConnectionRepository,
    private readonly metadata: MetadataFetch,
    private readonly trail: Trail,
  ) {}

  async refreshAll(moment: JobMoment): Promise<void> {
    for (const connection of await this.connections.all('saml')) {
      const { source } = samlSettingsOf(connection);
      if (source.url !== null && connection.status !== 'disabled') await this.refresh(connection, source.url, moment);
    }
  }

  async announceAll(moment: JobMoment): Promise<void> {
    for (const connection of await this.connections.all('saml')) {
      const settings = samlSettingsOf(connection);
      for (const { age, mark } of toAnnounce(agesOf(certificatesOf(settings), moment.now), settings.announced)) {
        const { certificate, daysLeft } = age;
        const facts = { fingerprint: certificate.fingerprint, notAfter: certificate.notAfter.toISOString(), daysLeft };
        const reason =
          daysLeft < 0
            ? `The certificate ${certificate.subject} of the provider is over. ${countsByKey(settings) ? 'Sign-ins go on by its key: have the provider make a new one.' : 'Nobody can sign in with it.'}`
            : `The certificate ${certificate.subject} of the provider ends in ${daysLeft} days.`;
        await this.keep(connection, moment, (now) => ({
          settings: { ...now, announced: { ...now.announced, [certificate.fingerprint]: mark } },
          entry: { action: 'connection.certificate_expiring', reason, facts },
        }));
      }
    }
  }

  /** A provider that cannot be read keeps what is known of it, and the ledger says so once. */
  private async refresh(connection: Connection, url: string, moment: JobMoment): Promise<void> {
    const { source } = samlSettingsOf(connection);
    try {
      const provider = await this.metadata.from(url, source.signers);
      await this.keep(connection, moment, (now) => refreshed(now, provider, moment.now));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.keep(connection, moment, (now) => failed(now, error.message));
    }
  }

  private async keep(connection: Connection, moment: JobMoment, find: (now: SamlSettings) => Finding): Promise<void> {
    const { orgId, id } = connection;
    await this.db.within({ orgId }, async (tx) => {
      await this.rows.lock(tx, { orgId });
      const present = await this.rows.find(tx, { orgId }, id);
      if (present === null) return;
      const { settings, entry } = find(samlSettingsOf(present));
      await this.rows.change(tx, { orgId, id }, { settings: settings as unknown as JsonObject });
      await this.keepPending(tx, present, find);
      if (entry === undefined) return;
      const target = { kind: 'connection', id, label: present.name };
      await this.trail.record(tx, { orgId, ...moment }, { ...entry, target });
    });
  }

  /** What waits to count and reads the same metadata learns the same: it would bring back old certificates otherwise. */
  private async keepPending(tx: OrgTx, connection: Connection, find: (now: SamlSettings) => Finding): Promise<void> {
    if (connection.pending === null) return;
    const [live, pending] = [samlSettingsOf(connection), samlSettingsOf(connection.pending)];
    if (pending.source.url !== live.source.url || pending.provider.entityId !== live.provider.entityId) return;
    await this.rows.learnPending(tx, connection, find(pending).settings as unknown as JsonObject);
  }
}

function refreshed(settings: SamlSettings, provider: SamlProvider, now: Date): Finding {
  if (provider.entityId !== settings.provider.entityId)
    return failed(settings, `The address holds the metadata of another provider now: ${provider.entityId}.`);
  const source = { ...settings.source, readAt: now.toISOString(), problem: null };
  const came = fingerprints(provider).filter((one) => !fingerprints(settings.provider).includes(one));
  const went = fingerprints(settings.provider).filter((one) => !fingerprints(provider).includes(one));
  const kept = { ...settings, provider, source };
  if (came.length === 0 && went.length === 0) return { settings: kept };
  const facts = { added: came.join(' '), removed: went.join(' ') };
  const reason = 'The provider signs with other certificates now.';
  return { settings: kept, entry: { action: 'connection.certificates_changed', reason, facts } };
}

function failed(settings: SamlSettings, problem: string): Finding {
  const kept = { ...settings, source: { ...settings.source, problem } };
  if (settings.source.problem !== null) return { settings: kept };
  return { settings: kept, entry: { action: 'connection.metadata_refused', reason: problem, facts: {} } };
}

const fingerprints = ({ certificates }: SamlProvider): string[] =>
  certificates.map((pem) => readCertificate(pem).fingerprint);
