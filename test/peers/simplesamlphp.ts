import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signingPair } from '../fixtures/saml/idp.js';
import { aptInstall, freePort, type Peer, until } from './peer.js';

const PROGRAM = '/usr/share/simplesamlphp/www';
const PACKAGES = ['php-cli', 'php-xml', 'php-mbstring', 'php-curl', 'php-sqlite3', 'simplesamlphp'];
const PEOPLE = ['ada', 'bea', 'cyd', 'dot'] as const;
const PASSWORD = 'at-the-provider';

export type PersonThere = (typeof PEOPLE)[number];

/** What it must know of a service provider. */
export interface KnownService {
  readonly entityId: string;
  readonly acs: string;
  readonly slo: string;
  /** Bare base64. */
  readonly certificate: string;
  readonly encryptionCertificate: string | null;
}

export interface SimpleSaml {
  readonly url: string;
  /** Of everybody in `PersonThere`. */
  readonly password: string;
  metadata(): Promise<string>;
  /** Where a sign-in begins at the provider. */
  beginAt(service: Pick<KnownService, 'entityId'>): string;
  /** Where somebody signs out at the provider. */
  readonly logOut: string;
  trust(services: readonly KnownService[]): Promise<void>;
  stop(): Promise<void>;
}

/** SimpleSAMLphp, from Debian, under PHP's own server on loopback, with all that it keeps in a folder of its own. */
export const simpleSaml: Peer & { start(): Promise<SimpleSaml> } = {
  name: 'simplesamlphp',
  available: () => Promise.resolve(existsSync(PROGRAM) && existsSync('/usr/bin/php')),
  get: () => aptInstall(...PACKAGES),
  async start() {
    const folder = await mkdtemp(join(tmpdir(), 'castellan-simplesaml-'));
    const url = `http://127.0.0.1:${await freePort()}/`;
    await writeConfiguration(folder, url);
    const child = serve(folder, url);
    await until(() => expectAnswer(`${url}saml2/idp/metadata.php`));
    return {
      url,
      password: PASSWORD,
      metadata: async () => (await expectAnswer(`${url}saml2/idp/metadata.php`)).text(),
      beginAt: ({ entityId }) => `${url}saml2/idp/SSOService.php?spentityid=${encodeURIComponent(entityId)}`,
      logOut: `${url}saml2/idp/SingleLogoutService.php?ReturnTo=${encodeURIComponent(`${url}logout.php`)}`,
      trust: (services) =>
        writeFile(join(folder, 'metadata', 'saml20-sp-remote.php'), `<?php\n${services.map(servicePhp).join('\n')}`),
      async stop() {
        child.kill();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

function serve(folder: string, url: string): ChildProcess {
  return spawn(
    'php',
    ['-d', 'opcache.enable=0', '-d', `session.save_path=${folder}`, '-S', new URL(url).host, '-t', PROGRAM],
    {
      stdio: 'ignore',
      env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: join(folder, 'config') },
    },
  );
}

async function expectAnswer(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response;
}

async function writeConfiguration(folder: string, url: string): Promise<void> {
  for (const name of ['config', 'metadata', 'cert', 'log', 'data', 'temp']) await mkdir(join(folder, name));
  const { key, certificate } = signingPair();
  await writeFile(join(folder, 'cert', 'idp.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(join(folder, 'cert', 'idp.crt'), certificate.pem);
  await writeFile(
    join(folder, 'config', 'config.php'),
    `<?php $config = ${php({
      baseurlpath: url,
      certdir: `${folder}/cert/`,
      loggingdir: `${folder}/log/`,
      datadir: `${folder}/data/`,
      tempdir: `${folder}/temp`,
      metadatadir: `${folder}/metadata`,
      'metadata.sources': [{ type: 'flatfile', directory: `${folder}/metadata` }],
      secretsalt: randomBytes(20).toString('hex'),
      'auth.adminpassword': randomBytes(20).toString('hex'),
      technicalcontact_email: 'nobody@example.com',
      timezone: 'UTC',
      'logging.handler': 'file',
      'enable.saml20-idp': true,
      'module.enable': { exampleauth: true, core: true, saml: true },
      'session.cookie.name': 'SimpleSAMLSessionID',
      'store.type': 'phpsession',
    })};`,
  );
  await writeFile(
    join(folder, 'config', 'authsources.php'),
    `<?php $config = ${php({
      people: { 0: 'exampleauth:UserPass', ...Object.fromEntries(PEOPLE.map(personOf)) },
    })};`,
  );
  await writeFile(
    join(folder, 'metadata', 'saml20-idp-hosted.php'),
    `<?php $metadata[${php(`${url}idp`)}] = ${php({
      host: '__DEFAULT__',
      privatekey: 'idp.pem',
      certificate: 'idp.crt',
      auth: 'people',
      'redirect.sign': true,
      'redirect.validate': true,
      'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      NameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
      authproc: {
        3: {
          class: 'saml:AttributeNameID',
          attribute: 'uid',
          Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        },
      },
    })};`,
  );
}

const personOf = (name: PersonThere) =>
  [
    `${name}:${PASSWORD}`,
    { uid: [name], mail: [`${name}@provider.example`], displayName: [`${name} of the provider`], groups: ['staff'] },
  ] as const;

const servicePhp = ({ entityId, acs, slo, certificate, encryptionCertificate }: KnownService): string =>
  `$metadata[${php(entityId)}] = ${php({
    AssertionConsumerService: acs,
    SingleLogoutService: slo,
    NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'validate.authnrequest': true,
    keys: [
      { type: 'X509Certificate', signing: true, encryption: false, X509Certificate: certificate },
      ...(encryptionCertificate === null
        ? []
        : [{ type: 'X509Certificate', signing: false, encryption: true, X509Certificate: encryptionCertificate }]),
    ],
    // This version encrypts with AES-128-CBC whatever it is told.
    ...(encryptionCertificate !== null && { 'assertion.encryption': true }),
  })};`;

type Php = boolean | number | string | readonly Php[] | { readonly [name: string]: Php };

/** A value as PHP writes it. */
function php(value: Php): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/gu, '\\$&')}'`;
  if (typeof value !== 'object') return String(value);
  const entries = Array.isArray(value)
    ? value.map(php)
    : Object.entries(value).map(([name, one]) => `${/^\d+$/u.test(name) ? name : php(name)} => ${php(one)}`);
  return `[${entries.join(', ')}]`;
}
