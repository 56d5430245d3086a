import { inflateRawSync } from 'node:zlib';
import { Client } from 'pg';
import { Agent, fetch } from 'undici';
import { readXml } from '#engines/saml';
import { FederationHttpModule } from '#features/federation';
import { newId, type OrgId } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { ConnectionRepository } from '../../libs/features/federation/src/connections/connection.repository.js';
import type { Connection, JsonObject } from '../../libs/features/federation/src/connections/connection.js';
import { SamlProtocol } from '../../libs/features/federation/src/saml/saml-protocol.js';
import type { SamlUrls } from '../../libs/features/federation/src/saml/saml-places.js';
import { FirstRun } from '../../libs/features/access/src/setup/first-run.js';
import { signingPair, type SigningPair, type Words } from '../fixtures/saml/idp.js';
import { IDP, idpMetadata } from '../fixtures/saml/metadata.js';
import { freePort } from '../peers/peer.js';
import { type IdentityApp, startIdentityApp } from './identity-app.js';
import { completeSetup, type Owner } from './person.js';
import type { TestDatabase } from './test-database.js';

const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

let address = 1;

/** A browser with an address of its own, as the product sees it: one that is refused often must not hold up the next. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  private readonly agent = new Agent({
    localAddress: `127.0.${1 + Math.floor(++address / 250)}.${(address % 250) + 1}`,
  });

  constructor(readonly url: string) {}

  /** As if it had been given this cookie. */
  keep(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  cookieNamed(name: string): string | undefined {
    return this.cookies.get(name);
  }

  private get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** @param crossSite what another site makes it send shows no cookie that is `Lax` */
  async ask(path: string, form?: Readonly<Record<string, string>> | URLSearchParams, crossSite = false) {
    const response = await fetch(new URL(path, this.url), {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      dispatcher: this.agent,
      headers: crossSite ? {} : { cookie: this.cookie },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0] ?? '';
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.get('location'), body: await response.text() };
  }

  /** Goes on as long as it is sent on within the product; where it ended. */
  async follow(path: string): Promise<string> {
    let at = path;
    for (let hops = 0; hops < 12; hops += 1) {
      const { location } = await this.ask(at);
      if (location === null) return at;
      const next = new URL(location, this.url);
      if (next.origin !== new URL(this.url).origin) return next.href;
      at = `${next.pathname}${next.search}`;
    }
    throw new Error(`${path} leads in circles.`);
  }

  /** Asks as the console does, with the token of the session. */
  async post<T>(path: string): Promise<T> {
    const { status, body } = await this.send('POST', path);
    if (status > 299) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  /** As `post`, whatever comes of it. */
  async send(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const { csrfToken } = JSON.parse((await this.ask('/api/v1/me')).body) as { csrfToken: string };
    const response = await fetch(new URL(path, this.url), {
      method,
      dispatcher: this.agent,
      headers: {
        cookie: this.cookie,
        origin: new URL(this.url).origin,
        'x-csrf-token': csrfToken,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Who is signed in here; null for nobody. */
  async who(): Promise<string | null> {
    const { status, body } = await this.ask('/api/v1/me');
    return status === 200 ? (JSON.parse(body) as { person: { email: string } }).person.email : null;
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}

/** A sign-in that left for the provider. */
export interface Underway {
  readonly browser: Browser;
  readonly requestId: string;
  readonly relayState: string;
}

/** The product with an org that has SAML connections, and a provider that the test speaks for. */
export interface SamlStand {
  readonly product: IdentityApp;
  readonly owner: Owner;
  readonly orgId: OrgId;
  readonly idp: SigningPair;
  connect(settings?: JsonObject, over?: Partial<Connection>): Promise<{ connection: Connection; urls: SamlUrls }>;
  /** A new browser that went to the provider. */
  begin(connection: Connection): Promise<Underway>;
  /** A browser goes to the provider from where it is. */
  leave(browser: Browser, connection: Connection, path?: string): Promise<Omit<Underway, 'browser'>>;
  /** What the provider would say to it. */
  words(connection: Connection, over?: Partial<Words>): Words;
  /** Brings an answer, and goes on to the end. */
  answer(
    browser: Browser,
    connection: Connection,
    fields: Readonly<Record<string, string>> | URLSearchParams,
  ): Promise<string>;
  /** The reasons of all refusals in the ledger, oldest first. */
  refusals(): Promise<readonly string[]>;
  ledger(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openSamlStand(database: TestDatabase): Promise<SamlStand> {
  const product = await startIdentityApp(database, await freePort(), undefined, [FederationHttpModule]);
  const link = await product.app.get(FirstRun).link();
  if (link === null) throw new Error('There is no set-up link.');
  const owner = await completeSetup(link.href, { name: 'Acme', slug: 'acme' });
  const looking = new Client({ connectionString: database.adminUrl });
  await looking.connect();
  const { rows: orgs } = await looking.query<{ id: string }>("select id from orgs where slug = 'acme'");
  const orgId = orgs[0]!.id as OrgId;
  const idp = signingPair();
  const protocol = product.app.get(SamlProtocol);
  const urlsOf = (connection: Pick<Connection, 'id'>): SamlUrls => protocol.urlsOf(connection) as unknown as SamlUrls;
  let made = 0;
  const ledger = async (): Promise<string[]> =>
    (await looking.query<{ leaf: string }>('select leaf from ledger_entries order by org_id, index')).rows.map(
      ({ leaf }) => leaf,
    );
  const leave: SamlStand['leave'] = async (browser, connection, path = `/sso/saml/${connection.id}/login`) => {
    const { location } = await browser.ask(path);
    const { searchParams } = new URL(location ?? '', product.url);
    const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    return { requestId: readXml(xml).attributes.get('ID')!, relayState: searchParams.get('RelayState')! };
  };
  return {
    product,
    owner,
    orgId,
    idp,
    async connect(settings = {}, over = {}) {
      const order = { settings: { metadata: idpMetadata([idp.certificate]), ...settings }, secrets: {}, before: null };
      const kept = await protocol.accept(order);
      const now = new Date();
      const dates = { createdAt: now, updatedAt: now, testedAt: null, lastUsedAt: null, pending: null };
      const connection: Connection = {
        orgId,
        id: newId<'Connection'>(now),
        kind: 'saml',
        name: `Provider ${++made}`,
        status: 'live',
        defaultRole: null,
        jit: true,
        settings: kept.settings,
        ...dates,
        ...over,
      };
      await product.app
        .get(OrgDatabase)
        .within(connection, (tx) => product.app.get(ConnectionRepository).insert(tx, connection, kept.secrets));
      return { connection, urls: urlsOf(connection) };
    },
    async begin(connection) {
      const browser = new Browser(product.url);
      await browser.follow('/auth/login?returnTo=/');
      return { browser, ...(await leave(browser, connection)) };
    },
    leave,
    words(connection, over = {}) {
      const { acs, entityId } = urlsOf(connection);
      return {
        acsUrl: acs,
        audience: entityId,
        issuer: IDP,
        requestId: undefined,
        nameId: 'grace@example.com',
        nameIdFormat: EMAIL_FORMAT,
        now: product.clock.now(),
        attributes: { displayName: ['Grace Hopper'] },
        sessionIndex: '_s1',
        ...over,
      };
    },
    async answer(browser, connection, fields) {
      const { location, status } = await browser.ask(`/sso/saml/${connection.id}/acs`, fields, true);
      if (location === null) return `answered ${status}`;
      return browser.follow(location);
    },
    async refusals() {
      const { rows } = await looking.query<{ refusal: string }>(
        `select substring(leaf from '"refusal":"(\\w+)"') as refusal from ledger_entries
          where leaf like '%"refusal":"%' order by org_id, index`,
      );
      return rows.map(({ refusal }) => refusal);
    },
    ledger,
    async close() {
      await looking.end();
      await product.close();
    },
  };
}
