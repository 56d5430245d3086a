import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { type ClientMetadata, Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import type { Connection, JsonObject } from '../connections/connection.js';
import {
  CLIENT_SECRET,
  openOidcStand,
  type OidcConnection,
  type OidcStand,
  portOf,
  whoIs,
} from '../../../../../test/harness/oidc-stand.js';
import { Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { ConnectionTestService } from '../tests/connection-test.service.js';
import { OidcAccountsService } from './oidc-accounts.service.js';

const HOUR_MS = 3_600_000;

/** The certified provider of npm, which signs in whom a test names without asking. */
interface Op {
  readonly issuer: string;
  readonly provider: Provider;
  readonly server: Server;
  account: string;
}

describe('signing in through the certified OpenID provider', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  let op: Op;
  let bySecret: OidcConnection;
  let byKey: OidcConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    const issuer = `http://127.0.0.1:${await freePort()}`;
    bySecret = await connect(issuer, { authMethod: 'client_secret_post', asksForConsent: true });
    byKey = await connect(issuer, {
      authMethod: 'private_key_jwt',
      mapping: { groups: 'groups' },
      scopes: ['profile', 'email', 'groups'],
    });
    op = await startOp(issuer, [
      clientOf(bySecret, { token_endpoint_auth_method: 'client_secret_post', client_secret: CLIENT_SECRET }),
      clientOf(byKey, { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: byKey.urls.jwks }),
    ]);
  });
  afterAll(async () => {
    op.server.closeAllConnections();
    op.server.close();
    await stand.close();
    await database.close();
  });

  const connect = (issuer: string, settings: JsonObject, over: Partial<Connection> = {}): Promise<OidcConnection> => {
    const id = over.id ?? newId<'Connection'>(new Date());
    return stand.connect({ issuer, clientId: id, ...settings }, { ...over, id });
  };
  const clientOf = ({ connection, urls }: OidcConnection, over: Partial<ClientMetadata>): ClientMetadata => ({
    client_id: connection.id,
    redirect_uris: [urls.callback],
    post_logout_redirect_uris: [urls.logout],
    backchannel_logout_uri: urls.backchannelLogout,
    backchannel_logout_session_required: true,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    require_pushed_authorization_requests: true,
    ...over,
  });
  const signIn = async (account: string, { connection }: OidcConnection) => {
    op.account = account;
    const person = new Person(stand.product.url, 'nobody yet');
    await person.follow('/auth/login?returnTo=/');
    const end = await person.follow(`/sso/oidc/${connection.id}/login`);
    return { person, end: `${end.pathname}${end.search}`, who: await whoIs(person) };
  };

  it('pushes the request, proves itself by secret, and gives the person an account', async () => {
    const { end, who } = await signIn('grace', bySecret);
    expect([end, who]).toEqual(['/', 'grace@example.com']);
    const { connection, question, location } = {
      connection: bySecret.connection,
      ...(await stand.leave(bySecret.connection)),
    };
    expect(location.origin).toBe(op.issuer);
    expect([...question.keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect(question.get('client_id')).toBe(connection.id);
  });

  it('proves itself by its own key, which it publishes without its private half, and reads what userinfo adds', async () => {
    const { end, who } = await signIn('linus', byKey);
    expect([end, who]).toEqual(['/', 'linus@example.com']);
    const published = (await (await fetch(byKey.urls.jwks)).json()) as { keys: Record<string, string>[] };
    expect(published.keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
    expect(((await (await fetch(bySecret.urls.jwks)).json()) as { keys: unknown[] }).keys).toEqual([]);
  });

  it('knows the same person again, and shows in a test each check and nothing secret', async () => {
    expect((await signIn('grace', bySecret)).who).toBe('grace@example.com');
    const tests = stand.product.app.get(ConnectionTestService, { strict: false });
    const me = await stand.owner.person.get<{ person: { id: string } }>('/api/v1/me');
    const ctx = {
      orgId: stand.orgId,
      principal: { kind: 'person', id: me.person.id as never, label: stand.owner.person.email },
      requestId: randomUUID(),
      now: new Date(),
    } as const;
    const draft = await connect(op.issuer, { authMethod: 'client_secret_post' }, { status: 'draft' });
    const addClient = clientOf(draft, {
      token_endpoint_auth_method: 'client_secret_post',
      client_secret: CLIENT_SECRET,
    });
    extraClients.set(draft.connection.id, addClient);
    expect((await signIn('grace', draft)).end).toContain('refused=connection_not_live');
    const { id, location, cookie } = await tests.start(ctx, draft.connection.id, null);
    const tab = new Person(stand.product.url, 'tester');
    Object.assign(tab, { cookies: new Map([['castellan_sso', cookie]]) });
    const end = await tab.follow(location);
    expect(end.pathname).toBe('/connection-test');
    const test = await tests.get(ctx, draft.connection.id, id);
    expect([test.passed, await whoIs(tab)]).toEqual([true, null]);
    const names = test.checks.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['provider_reached', 'code_exchanged', 'answer_bound', 'signature_valid']),
    );
    expect(JSON.stringify(test)).not.toMatch(/eyJ|access_token/);
    expect(JSON.stringify(test.evidence)).toContain('"sub":"grace"');
  });

  it('signs out here and sends the browser to the provider, which sends it back', async () => {
    const { person } = await signIn('leaver', byKey);
    await person.arrive();
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/session/single-logout');
    const query = new URL(redirectTo).searchParams;
    expect(redirectTo.startsWith(`${op.issuer}/session/end`)).toBe(true);
    expect([query.get('post_logout_redirect_uri'), query.has('id_token_hint')]).toEqual([byKey.urls.logout, true]);
    expect(await whoIs(person)).toBeNull();
    expect((await person.follow(new URL(byKey.urls.logout).pathname)).search).toBe('?signed-out');
  });

  it('ends the session in every process when the provider says so behind the browser’s back', async () => {
    const { person } = await signIn('backie', byKey);
    const session = [...sessions].findLast(([, account]) => account === 'backie');
    const client = await op.provider.Client.find(byKey.connection.id);
    const { sid } = { sid: sids.get('backie') };
    expect([session !== undefined, sid]).toEqual([true, expect.any(String)]);
    await (client as unknown as { backchannelLogout(sub: string, sid: string): Promise<void> }).backchannelLogout(
      'backie',
      sid!,
    );
    for (const app of [stand.product, stand.other]) await expect.poll(() => whoIs(person, portOf(app))).toBeNull();
  });

  it('notices that an account died by the refresh token, and keeps whoever lives', async () => {
    const dead = await signIn('mortal', bySecret);
    const alive = await signIn('immortal', bySecret);
    const accounts = stand.product.app.get(OidcAccountsService, { strict: false });
    const ask = (hours: number) =>
      accounts.askAll({ now: new Date(Date.now() + hours * HOUR_MS), requestId: randomUUID() });
    await ask(1);
    expect([await whoIs(dead.person), await whoIs(alive.person)]).toEqual([
      'mortal@example.com',
      'immortal@example.com',
    ]);
    gone.add('mortal');
    await ask(2);
    await expect.poll(() => whoIs(dead.person)).toBeNull();
    expect(await whoIs(alive.person)).toBe('immortal@example.com');
    expect(await stand.ledger()).toContain('says that the account, or its session there, has ended');
  });
});

const extraClients = new Map<string, ClientMetadata>();
const sids = new Map<string, string>();
const sessions = new Map<string, string>();
const gone = new Set<string>();

async function startOp(issuer: string, clients: ClientMetadata[]): Promise<Op> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  for (const client of clients) extraClients.set(client.client_id, client);
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'op' }] },
    adapter: memoryOf,
    findAccount: (_ctx, sub) =>
      gone.has(sub)
        ? undefined
        : {
            accountId: sub,
            claims: () => ({
              sub,
              email: `${sub}@example.com`,
              email_verified: true,
              name: sub,
              groups: ['dev', 'ops'],
            }),
          },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'], sid: null },
    scopes: ['openid', 'offline_access', 'groups'],
    cookies: { keys: ['a key of the test'] },
    conformIdTokenClaims: true,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    // It guards itself against addresses such as those of this test.
    fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined } as RequestInit),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
    },
    async loadExistingGrant(ctx) {
      const { client, session, provider: here } = ctx.oidc;
      const grant = new here.Grant({ accountId: session!.accountId!, clientId: client!.clientId });
      grant.addOIDCScope('openid offline_access email profile groups');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  const op = { issuer, provider, account: 'nobody' };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) {
      void callback(request, response);
      return;
    }
    void provider.interactionDetails(request, response).then(({ prompt }) => {
      const login = { accountId: op.account, remember: false };
      return provider.interactionFinished(request, response, prompt.name === 'login' ? { login } : { consent: {} }, {
        mergeWithLastSubmission: true,
      });
    });
  });
  provider.on('authorization.success', (ctx) => {
    const { session, client } = ctx.oidc;
    sessions.set(session!.uid, session!.accountId!);
    sids.set(session!.accountId!, session!.sidFor(client!.clientId)!);
  });
  await new Promise<void>((listening) => server.listen(Number(new URL(issuer).port), '127.0.0.1', listening));
  return Object.assign(op, { server });
}

/** The provider's own memory, but for clients, which a test adds as it goes. */
const kept = new Map<string, Record<string, unknown>>();
const memoryOf = (kind: string) => ({
  upsert: (id: string, payload: object) => Promise.resolve(void kept.set(`${kind} ${id}`, { ...payload })),
  find: (id: string) => Promise.resolve(kind === 'Client' ? extraClients.get(id) : kept.get(`${kind} ${id}`)),
  findByUid: (uid: string) =>
    Promise.resolve([...kept].find(([key, { uid: own }]) => key.startsWith(`${kind} `) && own === uid)?.[1]),
  findByUserCode: () => Promise.resolve(undefined),
  consume: (id: string) => {
    Object.assign(kept.get(`${kind} ${id}`) ?? {}, { consumed: Math.floor(Date.now() / 1_000) });
    return Promise.resolve(undefined);
  },
  destroy: (id: string) => Promise.resolve(void kept.delete(`${kind} ${id}`)),
  revokeByGrantId: (grantId: string) => {
    for (const [key, { grantId: own }] of kept) if (own === grantId) kept.delete(key);
    return Promise.resolve(undefined);
  },
});
