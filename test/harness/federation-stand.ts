import { Body, Controller, Get, Module, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Client } from 'pg';
import { FirstRun } from '#features/access';
import { FederationHttpModule, FederationModule } from '#features/federation';
import { Clock, type OrgId } from '#kernel';
import { Settings } from '#platform/config';
import { Public } from '#platform/http';
import type { AnswerCheck, AssertedIdentity } from '../../libs/features/federation/src/asserted-identity.js';
import type { Connection, JsonObject } from '../../libs/features/federation/src/connections/connection.js';
import {
  type ConnectionOrder,
  ConnectionProtocol,
  ConnectionProtocols,
} from '../../libs/features/federation/src/connections/connection-protocol.js';
import { Connections } from '../../libs/features/federation/src/connections/connections.js';
import { DomainResolver } from '../../libs/features/federation/src/domains/domain-resolver.js';
import { FederatedSignIn } from '../../libs/features/federation/src/sign-in/federated-sign-in.js';
import { setSsoCookie } from '../../libs/features/federation/src/sign-in/sso-cookie.js';
import { SsoRequests } from '../../libs/features/federation/src/sign-in/sso-requests.js';
import { SsoStart } from '../../libs/features/federation/src/sign-in/sso-start.js';
import { freePort, until } from '../peers/peer.js';
import { type IdentityApp, startIdentityApp } from './identity-app.js';
import { completeSetup, type Owner, Person } from './person.js';
import type { TestDatabase } from './test-database.js';

/** What the stand-in for an identity provider was told to say. */
interface Said {
  readonly request: string | null;
  readonly identity?: AssertedIdentity;
  readonly refusal?: { readonly reason: string; readonly detail: string };
  readonly checks?: readonly AnswerCheck[];
}

const WHY = 'A protocol that a test speaks.';

/** Stands where SAML and OpenID Connect stand: it believes what the test says, and hands it to the core as they do. */
@Controller('stand-in/:id')
class StandInController {
  // eslint-disable-next-line max-params -- the whole seam between a protocol and the core
  constructor(
    private readonly start: SsoStart,
    private readonly requests: SsoRequests,
    private readonly connections: Connections,
    private readonly signIn: FederatedSignIn,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  @Get('login')
  @Public(WHY)
  async login(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const read = await this.start.read('oidc', id, request);
    if ('refusedTo' in read) {
      void reply.status(303).header('location', read.refusedTo).send();
      return;
    }
    const begun = await this.requests.begin(read.connection, read.beginning);
    setSsoCookie(reply, this.settings.publicUrl, begun.cookie);
    void reply.send({ request: begun.id });
  }

  @Post('answer')
  @Public(WHY)
  async answer(
    @Param('id') id: string,
    @Body() said: Said,
    @Req() incoming: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const connection = await this.connections.byId('oidc', id);
    const request = said.request === null ? null : await this.requests.take(connection, said.request);
    if (said.request !== null && request === null) {
      void reply.status(409).send({});
      return;
    }
    const moment = { now: this.clock.now(), requestId: incoming.id };
    const context = { request, moment, ip: incoming.ip, ...(said.checks && { checks: said.checks }) };
    const onward =
      said.identity === undefined
        ? await this.signIn.refuse(connection, said.refusal!, context)
        : await this.signIn.accept(connection, said.identity, context);
    if (onward.cookie !== null) setSsoCookie(reply, this.settings.publicUrl, onward.cookie);
    void reply.status(200).send({ location: onward.location });
  }
}

@Module({ imports: [FederationModule], controllers: [StandInController] })
class StandInModule {}

/** Takes any settings but those that say they are bad. */
class StandInProtocol extends ConnectionProtocol {
  override readonly kind = 'oidc';

  override accept({ settings, secrets, before }: ConnectionOrder) {
    return Promise.resolve({ settings, secrets: { ...before?.secrets, ...secrets } });
  }

  override orderOf(): Promise<{ settings: JsonObject; secrets: JsonObject }> {
    return Promise.resolve({ settings: {}, secrets: {} });
  }

  override urlsOf({ id }: Pick<Connection, 'id'>): Record<string, string> {
    return { callback: `https://castellan.test/sso/oidc/${id}/callback` };
  }

  override factsOf(): Promise<JsonObject> {
    return Promise.resolve({});
  }
}

export const identityOf = (subject: string, over: Partial<AssertedIdentity> = {}): AssertedIdentity => ({
  subject,
  email: `${subject}@corp.example`,
  emailVerified: true,
  name: subject,
  groups: [],
  attributes: {},
  sessionIndex: null,
  sessionEndsAt: null,
  authenticatedAt: null,
  amr: [],
  ...over,
});

interface Entry {
  readonly kind: string;
  readonly reason?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The product with single sign-on, a provider that the test speaks for, and a DNS that says what the test says. */
export interface FederationStand {
  readonly product: IdentityApp;
  readonly owner: Owner;
  readonly orgId: OrgId;
  /** TXT records by name; a name that maps to null is one for which no server answers. */
  readonly dns: Map<string, readonly string[] | null>;
  person(): Person;
  /** A live connection of the org of `of`. */
  connect(of?: Person, over?: object): Promise<string>;
  /** The browser of `person` goes to the provider; what it took there. */
  leave(person: Person, connection: string): Promise<string>;
  /** Brings an answer and follows to the end; the path where it ended. */
  answer(person: Person, connection: string, said: Said): Promise<string>;
  /** `leave` and `answer` from the sign-in page. */
  signIn(person: Person, connection: string, identity: AssertedIdentity): Promise<string>;
  /** The tab that a test or a link opens: to the provider and back. */
  openTab(person: Person, connection: string, url: string, said: Omit<Said, 'request'>): Promise<string>;
  verifyDomain(of: Person, name: string): Promise<void>;
  invite(of: Person, email: string, role?: string): Promise<Owner>;
  /** A second org, whose owner is another person. */
  found(slug: string): Promise<Person>;
  ledger(orgId?: OrgId): Promise<readonly Entry[]>;
  close(): Promise<void>;
}

export async function openFederationStand(database: TestDatabase): Promise<FederationStand> {
  const product = await startIdentityApp(database, await freePort(), undefined, [FederationHttpModule, StandInModule]);
  product.app.get(ConnectionProtocols).add(new StandInProtocol());
  const dns = new Map<string, readonly string[] | null>();
  Object.assign(product.app.get(DomainResolver), {
    texts: (name: string) => {
      const found = dns.get(name) ?? (dns.has(name) ? null : []);
      return found === null ? Promise.reject(new Error('SERVFAIL')) : Promise.resolve(found);
    },
  });
  const link = await product.app.get(FirstRun).link();
  if (link === null) throw new Error('There is no set-up link.');
  const owner = await completeSetup(link.href, { name: 'Acme', slug: 'acme' });
  const { org } = await owner.person.get<{ org: { id: OrgId } }>('/api/v1/me');
  const looking = new Client({ connectionString: database.adminUrl });
  await looking.connect();

  const answer = async (person: Person, connection: string, said: Said): Promise<string> => {
    const { status, body } = await person.ask<{ location: string }>('POST', `/stand-in/${connection}/answer`, said);
    if (status !== 200) return `answered ${status}`;
    const end = await person.follow(body.location);
    return `${end.pathname}${end.search}${end.hash}`;
  };
  const leave = async (person: Person, connection: string): Promise<string> => {
    const { body, headers } = await person.ask<{ request?: string }>('GET', `/stand-in/${connection}/login`);
    return body.request ?? String(headers.get('location'));
  };
  let made = 0;
  const stand: FederationStand = {
    product,
    owner,
    orgId: org.id,
    dns,
    person: () => new Person(product.url, ''),
    answer,
    leave,
    async connect(of = owner.person, over = {}) {
      made += 1;
      const draft = { kind: 'oidc', name: `IdP ${made}`, settings: { made }, ...over };
      const { id } = await of.post<{ id: string }>('/api/v1/connections', draft);
      const { url } = await of.post<{ url: string }>(`/api/v1/connections/${id}/tests`);
      await stand.openTab(of, id, url, { identity: identityOf('tester') });
      await of.post(`/api/v1/connections/${id}/live`);
      return id;
    },
    async signIn(person, connection, identity) {
      await person.follow('/auth/login');
      const end = await answer(person, connection, { request: await leave(person, connection), identity });
      if (end === '/') await person.arrive();
      return end;
    },
    async openTab(person, connection, url, said) {
      const { search } = new URL(url, product.url);
      const { body, headers } = await person.ask<{ request?: string }>('GET', `/stand-in/${connection}/login${search}`);
      if (body.request === undefined) return String(headers.get('location'));
      return answer(person, connection, { ...said, request: body.request });
    },
    async verifyDomain(of, name) {
      const { id, record } = await of.post<{ id: string; record: { name: string; value: string } }>('/api/v1/domains', {
        name,
      });
      dns.set(record.name, [record.value]);
      await of.post(`/api/v1/domains/${id}/verify`);
    },
    async invite(of, email, role = 'developer') {
      const { url } = await of.post<{ url: string }>('/api/v1/invitations', { email, role });
      return completeSetup(url, undefined as never, email);
    },
    async found(slug) {
      const email = `owner@${slug}.example`;
      const other = await stand.invite(owner.person, email);
      await other.person.post('/api/v1/orgs', { name: slug, slug });
      const { orgs } = await other.person.get<{ orgs: { id: string; slug: string }[] }>('/api/v1/me');
      await other.person.post('/api/v1/me/org', { orgId: orgs.find((each) => each.slug === slug)!.id });
      // The process hears of the switch a moment after it is answered.
      await until(async () => {
        const { org: acting } = await other.person.get<{ org: { slug: string } | null }>('/api/v1/me');
        if (acting?.slug !== slug) throw new Error(`The session does not act in ${slug} yet.`);
      });
      return other.person;
    },
    async ledger(orgId = org.id) {
      const { rows } = await looking.query<{ leaf: string }>(
        'select leaf from ledger_entries where org_id = $1 order by index',
        [orgId],
      );
      return rows.map(({ leaf }) => JSON.parse(leaf.slice(leaf.indexOf('{'))) as Entry);
    },
    async close() {
      await looking.end();
      await product.close();
    },
  };
  return stand;
}
