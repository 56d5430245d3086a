import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signingPair } from '../fixtures/saml/idp.js';
import { aptInstall, freePort, type Peer, until } from './peer.js';

const PORTAL = '/usr/share/lemonldap-ng/portal/htdocs/index.psgi';
const LASSO = '/usr/share/doc/liblasso-perl';
/** The portal, and the scripts that its pages need. */
const PROGRAM = `use Plack::Builder;
use Plack::App::File;
my $portal = do '${PORTAL}';
builder {
  mount '/static' => Plack::App::File->new(root => '/usr/share/lemonldap-ng/portal/htdocs/static')->to_app;
  mount '/javascript' => Plack::App::File->new(root => '/usr/share/javascript')->to_app;
  mount '/' => $portal;
};
`;
const PACKAGES = [
  'libjs-jquery',
  'libjs-jquery-ui',
  'libjs-jquery-cookie',
  'libplack-perl',
  'libio-string-perl',
  'libxml-simple-perl',
  'libglib-perl',
  'libgd-securityimage-perl',
  'libimage-magick-perl',
  'libstring-random-perl',
  'libunicode-string-perl',
  'libemail-sender-perl',
  'liblasso-perl',
  'liblemonldap-ng-portal-perl',
];

export interface LemonLdap {
  readonly url: string;
  metadata(): Promise<string>;
  beginAt(entityId: string): string;
  readonly logOut: string;
  /** Takes these service providers, by their metadata, and no others. */
  trust(services: readonly { readonly metadata: string; readonly isEncrypted: boolean }[]): Promise<void>;
  stop(): Promise<void>;
}

/** LemonLDAP::NG with Lasso, from Debian, under plackup on loopback. Its people are those of its demonstration: `dwho`, with that as the password. */
export const lemonLdap: Peer & { start(): Promise<LemonLdap> } = {
  name: 'lemonldap-ng',
  available: () => Promise.resolve(existsSync(PORTAL) && existsSync(LASSO) && existsSync('/usr/bin/plackup')),
  get: () => aptInstall(...PACKAGES),
  async start() {
    const folder = await mkdtemp(join(tmpdir(), 'castellan-lemonldap-'));
    for (const name of ['conf', 'sessions', 'lock', 'cache']) await mkdir(join(folder, name));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const { key, certificate } = signingPair();
    const pems = { key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate: certificate.pem };
    const metadata = async (): Promise<string> => {
      const response = await fetch(`${url}saml/metadata`);
      if (!response.ok) throw new Error(`LemonLDAP::NG answered ${response.status}`);
      return response.text();
    };
    await writeFile(join(folder, 'portal.psgi'), PROGRAM);
    let child: ChildProcess | null = null;
    const serve = async (services: Parameters<LemonLdap['trust']>[0]): Promise<void> => {
      if (child !== null) await ended(child);
      await rm(join(folder, 'cache'), { recursive: true, force: true });
      await writeConfiguration(folder, { url, ...pems, services });
      child = spawn(
        'plackup',
        ['-s', 'HTTP::Server::PSGI', '--host', '127.0.0.1', '--port', `${port}`, join(folder, 'portal.psgi')],
        {
          stdio: 'ignore',
          env: { ...process.env, LLNG_DEFAULTCONFFILE: join(folder, 'lemonldap-ng.ini') },
        },
      );
      await until(metadata);
    };
    await serve([]);
    return {
      url,
      metadata,
      beginAt: (entityId) => `${url}saml/singleSignOn?IDPInitiated=1&sp=${encodeURIComponent(entityId)}`,
      logOut: `${url}?logout=1`,
      trust: serve,
      async stop() {
        if (child !== null) await ended(child);
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}

interface Portal {
  readonly url: string;
  readonly key: string;
  readonly certificate: string;
  readonly services: Parameters<LemonLdap['trust']>[0];
}

async function writeConfiguration(folder: string, { url, key, certificate, services }: Portal): Promise<void> {
  const named = <T>(value: (service: Portal['services'][number]) => T): Record<string, T> =>
    Object.fromEntries(services.map((service, n) => [`service${n}`, value(service)]));
  const storage = { Directory: `${folder}/sessions`, LockDirectory: `${folder}/lock` };
  const cache = { default_expires_in: 600, directory_umask: '007', cache_root: `${folder}/cache`, cache_depth: 2 };
  const configuration = {
    cfgNum: 1,
    cfgAuthor: 'test',
    cfgDate: 1,
    cfgVersion: '2.16.1',
    key: randomBytes(12).toString('hex'),
    portal: url,
    domain: '127.0.0.1',
    cookieName: 'lemonldap',
    securedCookie: 0,
    // By itself it says None, which browsers take with TLS only.
    sameSite: 'Lax',
    authentication: 'Demo',
    userDB: 'Same',
    passwordDB: 'Demo',
    registerDB: 'Null',
    requireToken: 0,
    whatToTrace: 'uid',
    demoExportedVars: { uid: 'uid', mail: 'mail', cn: 'cn' },
    exportedVars: {},
    locationRules: {},
    exportedHeaders: {},
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: { ...storage, generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256' },
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: storage,
    localSessionStorage: 'Cache::FileCache',
    localSessionStorageOptions: { namespace: 'sessions', ...cache },
    issuerDBSAMLActivation: 1,
    samlServicePrivateKeySig: key,
    samlServicePublicKeySig: certificate,
    samlSPMetaDataXML: named(({ metadata }) => ({ samlSPMetaDataXML: metadata })),
    samlSPMetaDataOptions: named(({ isEncrypted }) => ({
      samlSPMetaDataOptionsNameIDFormat: 'email',
      samlSPMetaDataOptionsSignSSOMessage: 1,
      samlSPMetaDataOptionsSignSLOMessage: 1,
      samlSPMetaDataOptionsCheckSSOMessageSignature: 1,
      samlSPMetaDataOptionsCheckSLOMessageSignature: 1,
      samlSPMetaDataOptionsEnableIDPInitiatedURL: 1,
      samlSPMetaDataOptionsEncryptionMode: isEncrypted ? 'assertion' : 'none',
    })),
    samlSPMetaDataExportedAttributes: named(() => ({ mail: '1;mail;;', cn: '0;displayName;;' })),
  };
  await writeFile(join(folder, 'conf', 'lmConf-1.json'), JSON.stringify(configuration));
  const options = Object.entries({ namespace: 'configuration', ...cache }).map(
    ([name, value]) => `'${name}' => '${value}'`,
  );
  const ini = [
    '[all]',
    'logLevel = error',
    '[configuration]',
    'type = File',
    `dirName = ${folder}/conf`,
    'localStorage = Cache::FileCache',
    `localStorageOptions = { ${options.join(', ')} }`,
    '[portal]',
    'staticPrefix = /static',
    'templateDir = /usr/share/lemonldap-ng/portal/templates',
    'languages = en',
    '',
  ];
  await writeFile(join(folder, 'lemonldap-ng.ini'), ini.join('\n'));
}
