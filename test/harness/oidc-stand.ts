import { Client } from 'pg';
import { FirstRun } from '#features/access';
import { FederationHttpModule } from '#features/federation';
import { newId, type OrgId } from '#kernel';
import { ConnectionRepository } from '../../libs/features/federation/src/connections/connection.repository.js';
import type { Connection, JsonObject } from '../../libs/features/federation/src/connections/connection.js';
import type { OidcAddresses } from '../../libs/features/federation/src/oidc/oidc-places.js';
import { OidcProtocol } from '../../libs/features/federation/src/oidc/oidc-protocol.js';
import { freePort } from '../peers/peer.js';
import { type IdentityApp, startIdentityApp } from './identity-app.js';
import { completeSetup, type Owner, Person } from './person.js';
import type { TestDatabase } from './test-database.js';

export const CLIENT_ID = 'castellan-at-acme';
export const CLIENT_SECRET = 'a secret of the provider, long enough';

export interface OidcConnection {
  readonly connection: Connection;
  readonly urls: OidcAddresses;
}

/** A browser that left for the provider, and what it took along. */
export interface LeftBrowser {
  readonly person: Person;
  readonly question: URLSearchParams;
  readonly location: URL;
}

/** The product, in two processes, with an org that has connections to OpenID providers. */
export interface OidcStand {
  readonly product: IdentityApp;
  readonly other: IdentityApp;
  readonly owner: Owner;
  readonly orgId: OrgId;
  connect(settings: JsonObject, over?: Partial<Connection>): Promise<OidcConnection>;
  /** Nobody comes in through it from now on. */
  pause(connection: Connection): Promise<void>;
  /** A new browser at the console's sign-in, which went to the provider of the connection. */
  leave(connection: Connection): Promise<LeftBrowser>;
  /** The browser brings an answer; where it ended. */
  bring(person: Person, connection: Connection, answer: Readonly<Record<string, string>>): Promise<string>;
  ledger(): Promise<string>;
  close(): Promise<void>;
}

/** Who is signed in in a browser; null for nobody. */
export async function whoIs(person: Person, at = person.url): Promise<string | null> {
  const { status, body } = await person.ask<{ person: { email: string } }>('GET', new URL('/api/v1/me', at).href);
  return status === 200 ? body.person.email : null;
}

export const portOf = (app: IdentityApp): string =>
  `http://127.0.0.1:${(app.app.getHttpServer().address() as { port: number }).port}`;

export async function openOidcStand(database: TestDatabase): Promise<OidcStand> {
  const product = await startIdentityApp(database, await freePort(), undefined, [FederationHttpModule]);
  const other = await startIdentityApp(database, await freePort(), product.url, [FederationHttpModule]);
  const owner = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
  const orgId = (await owner.person.get<{ org: { id: OrgId } }>('/api/v1/me')).org.id;
  const protocol = product.app.get(OidcProtocol, { strict: false });
  const repository = product.app.get(ConnectionRepository, { strict: false });
  const pathOf = (url: URL): string => `${url.pathname}${url.search}`;
  return {
    product,
    other,
    owner,
    orgId,
    async connect(settings, over = {}) {
      const order = {
        settings: { clientId: CLIENT_ID, ...settings },
        secrets: { clientSecret: CLIENT_SECRET },
        before: null,
      };
      const kept = await protocol.accept(order);
      const now = new Date();
      const id = newId<'Connection'>(now);
      const connection: Connection = {
        orgId,
        id,
        kind: 'oidc',
        name: `Provider ${id}`,
        status: 'live',
        defaultRole: null,
        jit: true,
        settings: kept.settings,
        createdAt: now,
        updatedAt: now,
        testedAt: null,
        lastUsedAt: null,
        pending: null,
        ...over,
      };
      await database.db.within(connection, (tx) => repository.insert(tx, connection, kept.secrets));
      return { connection, urls: protocol.urlsOf(connection) as unknown as OidcAddresses };
    },
    pause: (connection) =>
      database.db.within(connection, (tx) => repository.change(tx, connection, { status: 'disabled' })),
    async leave({ id }) {
      const person = new Person(product.url, 'nobody yet');
      await person.follow('/auth/login?returnTo=/');
      const { headers } = await person.ask('GET', `/sso/oidc/${id}/login`);
      const location = new URL(headers.get('location') ?? '', product.url);
      return { person, question: location.searchParams, location };
    },
    async bring(person, { id }, answer) {
      return pathOf(await person.follow(`/sso/oidc/${id}/callback?${new URLSearchParams(answer).toString()}`));
    },
    async ledger() {
      const looking = new Client({ connectionString: database.adminUrl });
      await looking.connect();
      const { rows } = await looking.query<{ leaf: string }>('select leaf from ledger_entries order by org_id, index');
      await looking.end();
      return rows.map(({ leaf }) => leaf).join('\n');
    },
    async close() {
      await other.close();
      await product.close();
    },
  };
}
