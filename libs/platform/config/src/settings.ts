import { type Environment, environment, type Role } from './environment.js';
import { readSettings } from './read-settings.js';
import type { Secret } from './secret.js';

/** The settings of the product, read once when it starts, frozen, and handed on by value. */
export class Settings {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: URL;
  readonly roles: ReadonlySet<Role>;
  readonly trustProxy: string | false;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  readonly masterKey: Secret | undefined;
  readonly outboundAllow: string;
  /** None: those of the host. */
  readonly dnsServers: readonly string[];
  readonly securityContact: string;
  readonly logLevel: Environment['CASTELLAN_LOG_LEVEL'];
  readonly databaseUrl: Secret | undefined;
  readonly redisUrl: Secret | undefined;
  /** A key of AWS KMS; without one the local keyring wraps data keys. */
  readonly kmsKey: string | undefined;
  readonly kmsEndpoint: string | undefined;
  readonly tracesEndpoint: string | undefined;
  readonly serviceName: string;

  constructor(given: Environment) {
    const { CASTELLAN_TLS_CERT: certPath, CASTELLAN_TLS_KEY: keyPath } = given;
    this.dataDir = given.CASTELLAN_DATA_DIR;
    this.host = given.CASTELLAN_HOST;
    this.port = given.CASTELLAN_PORT;
    this.publicUrl = new URL(given.CASTELLAN_PUBLIC_URL ?? defaultAddress(given));
    this.roles = new Set(given.CASTELLAN_ROLES);
    this.trustProxy = given.CASTELLAN_TRUST_PROXY ?? false;
    this.tls = certPath !== undefined && keyPath !== undefined ? { certPath, keyPath } : undefined;
    this.masterKey = given.CASTELLAN_MASTER_KEY;
    this.outboundAllow = given.CASTELLAN_OUTBOUND_ALLOW;
    this.dnsServers = given.CASTELLAN_DNS_SERVERS;
    this.securityContact = given.CASTELLAN_SECURITY_CONTACT;
    this.logLevel = given.CASTELLAN_LOG_LEVEL;
    this.databaseUrl = given.DATABASE_URL;
    this.redisUrl = given.REDIS_URL;
    this.kmsKey = given.CASTELLAN_KMS_KEY;
    this.kmsEndpoint = given.AWS_KMS_ENDPOINT;
    this.tracesEndpoint = given.OTEL_EXPORTER_OTLP_ENDPOINT;
    this.serviceName = given.OTEL_SERVICE_NAME;
    Object.freeze(this);
  }
}

/** @throws SettingsInvalid naming every fault */
export const loadSettings = (env: NodeJS.ProcessEnv = process.env): Settings =>
  new Settings(readSettings(environment, env));

function defaultAddress({ CASTELLAN_HOST: host, CASTELLAN_PORT: port, CASTELLAN_TLS_CERT: cert }: Environment): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${cert === undefined ? 'http' : 'https'}://${name}:${port}`;
}
