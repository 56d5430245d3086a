import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import * as client from 'openid-client';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#platform/config';
import { Log, Metrics } from '#platform/observability';
import { openEdge } from '../../apps/api/src/edge.js';
import { CLIENT_ID, openOidcStand, type OidcConnection, type OidcStand, whoIs } from '../harness/oidc-stand.js';
import { PASSWORD, Person } from '../harness/person.js';
import { type ScriptedProvider, startScriptedProvider } from '../harness/scripted-provider.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';

const CONSOLE = 'castellan-console';
const CLI = 'castellan-cli';

/** RFC 9700, Best Current Practice for OAuth 2.0 Security: as a server (our own provider) and as a client (of the org's provider). */
describe('RFC 9700', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  let op: ScriptedProvider;
  let evil: ScriptedProvider;
  let home: OidcConnection;
  let away: OidcConnection;
  let callback: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    op = await startScriptedProvider();
    evil = await startScriptedProvider();
    home = await stand.connect({ issuer: op.url });
    away = await stand.connect({ issuer: evil.url, clientId: 'at-the-other' });
    callback = `${stand.product.url}/auth/callback`;
  });
  afterAll(async () => {
    await evil.close();
    await op.close();
    await stand.close();
    await database.close();
  });

  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const question = (over: Readonly<Record<string, string | undefined>> = {}): string => {
    const asked: Record<string, string | undefined> = {
      client_id: CONSOLE,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: callback,
      state: 'a state',
      nonce: 'a nonce',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...over,
    };
    const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return `/oauth/auth?${new URLSearchParams(given).toString()}`;
  };
  const asked = async (over: Readonly<Record<string, string | undefined>>) => {
    const answer = await fetch(`${stand.product.url}${question(over)}`, { redirect: 'manual' });
    return { status: answer.status, location: answer.headers.get('location'), headers: answer.headers };
  };
  const token = async (form: Readonly<Record<string, string>>, headers = {}) => {
    const answer = await fetch(`${stand.product.url}/oauth/token`, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers },
      body: new URLSearchParams(form),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as { error?: string } };
  };
  /** How many rows of all tables of the database hold `text` in any column. */
  const everyRowWith = async (text: string): Promise<number> => {
    const looking = new Client({ connectionString: database.adminUrl });
    await looking.connect();
    const { rows: tables } = await looking.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    let found = 0;
    for (const { name } of tables) {
      const sql = `select count(*)::int as count from ${name} t where strpos(t::text, $1) > 0`;
      found += (await looking.query<{ count: number }>(sql, [text])).rows[0]?.count ?? 0;
    }
    await looking.end();
    return found;
  };
  let codes = 0;
  /** A code of our provider, as an attacker would have it who reads the browser's address. */
  const codeOf = async (): Promise<string> => {
    const person = new Person(stand.product.url, stand.owner.person.email);
    await person.ask('GET', question());
    await person.post('/api/v1/sign-in/password', { email: person.email, password: PASSWORD });
    const code = stand.owner.recoveryCodes[codes++]!;
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/sign-in/recovery', { code });
    let at = new URL(redirectTo, person.url);
    while (!at.href.startsWith(callback)) {
      const { headers } = await person.ask('GET', at.href);
      at = new URL(headers.get('location')!, at);
    }
    return at.searchParams.get('code')!;
  };
  const redeem = (code: string, over: Readonly<Record<string, string>> = {}) =>
    token({
      grant_type: 'authorization_code',
      client_id: CONSOLE,
      redirect_uri: callback,
      code,
      code_verifier: verifier,
      ...over,
    });
  const machineTokens = async () => {
    const config = await client.discovery(new URL(stand.product.url), CLI, undefined, client.None(), {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the product under test listens on loopback, without TLS
      execute: [client.allowInsecureRequests],
    });
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const device = await client.initiateDeviceAuthorization(config, { scope: 'openid offline_access machine' });
    const approval = { userCode: device.user_code, orgId: stand.orgId };
    await stand.owner.person.post('/api/v1/device/approve', approval);
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.1 }, undefined, { DPoP });
    return { config, DPoP, tokens };
  };

  it.each([
    ['another host', 'https://evil.example/auth/callback'],
    ['a path below', '/auth/callback/x'],
    ['a query more', '/auth/callback?x=1'],
    ['a slash more', '/auth/callback/'],
    ['another case', '/Auth/callback'],
    ['a way back up', '/auth/callback/../callback'],
    ['a name in front', null],
  ])('2.1, 4.1.3: redirect addresses are compared exactly: not %s', async (_what, path) => {
    const { host } = new URL(callback);
    const redirect =
      path === null ? `http://${host}@evil.example/auth/callback` : new URL(path, stand.product.url).href;
    const exact = path?.includes('..') === true ? `${stand.product.url}${path}` : redirect;
    const { status, location } = await asked({ redirect_uri: exact });
    expect([status, location]).toEqual([400, null]);
  });

  it('2.1.1, 4.8.2: no code without PKCE, by S256 alone, and no code for a challenge that was taken away', async () => {
    for (const over of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain', code_challenge: verifier },
    ])
      expect((await asked(over)).location).toContain('error=invalid_request');
    const stolen = await codeOf();
    for (const attempt of [{ code_verifier: 'x'.repeat(43) }, { code_verifier: '' }])
      expect((await redeem(stolen, attempt)).body.error).toMatch(/invalid_(?:grant|request)/);
    const metadata = (await (
      await fetch(`${stand.product.url}/.well-known/oauth-authorization-server`)
    ).json()) as object;
    expect(metadata).toMatchObject({ code_challenge_methods_supported: ['S256'] });
  });

  it('2.1.1, 4.5.3: the client binds each code to its browser, by state, nonce and PKCE of its own', async () => {
    const { question: one } = await stand.leave(home.connection);
    const { question: two } = await stand.leave(home.connection);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)!.length).toBeGreaterThanOrEqual(43);
      expect(one.get(name)).not.toBe(two.get(name));
    }
    expect(one.get('code_challenge_method')).toBe('S256');
  });

  it('2.1.2: there is no implicit grant, and no token comes with the redirect', async () => {
    for (const response_type of ['token', 'id_token', 'id_token token', 'code token', 'code id_token']) {
      const { location } = await asked({ response_type });
      expect(location ?? '', response_type).not.toMatch(/access_token|id_token=/);
      expect(location ?? 'error', response_type).toContain('error');
    }
    const metadata = (await (await fetch(`${stand.product.url}/.well-known/openid-configuration`)).json()) as {
      response_types_supported: string[];
    };
    expect(metadata.response_types_supported).toEqual(['code']);
  });

  it('2.2.1, 4.10.1: a machine’s access token is bound to its key: a copy opens nothing', async () => {
    const { tokens } = await machineTokens();
    expect(tokens.token_type.toLowerCase()).toBe('dpop');
    for (const authorization of [`Bearer ${tokens.access_token}`, `DPoP ${tokens.access_token}`]) {
      const answer = await fetch(`${stand.product.url}/agent/v1/enroll`, {
        method: 'POST',
        headers: { authorization },
      });
      expect([401, 404, 422]).toContain(answer.status);
      expect((await fetch(`${stand.product.url}/api/v1/me`, { headers: { authorization } })).status).toBe(401);
    }
  });

  it('2.2.2, 4.14.2: a refresh token is bound to its key and changes with each use; used twice, its whole family ends', async () => {
    const { config, DPoP, tokens } = await machineTokens();
    const stranger = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    await expect(
      client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP: stranger }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    const next = await client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP })).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await expect(client.refreshTokenGrant(config, next.refresh_token!, undefined, { DPoP })).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('2.3: a token is for one audience and no more than was asked for', async () => {
    const { tokens } = await machineTokens();
    expect(tokens.scope?.split(' ').sort()).toEqual(
      ['machine', 'offline_access', 'openid'].filter((scope) => tokens.scope!.includes(scope)).sort(),
    );
    const elsewhere = await token({
      grant_type: 'refresh_token',
      client_id: CLI,
      refresh_token: 'x',
      resource: 'https://evil.example',
    });
    expect(elsewhere.status).toBe(400);
  });

  it('2.4: there is no password grant', async () => {
    const answer = await token({
      grant_type: 'password',
      client_id: CONSOLE,
      username: 'ada@example.com',
      password: PASSWORD,
    });
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('2.5: the client can prove itself by a key that only it has', async () => {
    const { connection, urls } = await stand.connect({ issuer: op.url, authMethod: 'private_key_jwt' });
    const { person, question: left } = await stand.leave(connection);
    const before = op.requests.length;
    await stand.bring(person, connection, { code: 'x', state: left.get('state')!, iss: op.url });
    const { form, authorization } = op.requests[before]!;
    expect(authorization).toBeUndefined();
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const keys = (await (await fetch(urls.jwks)).json()) as { keys: { kid: string }[] };
    const [head = ''] = form.get('client_assertion')!.split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ kid: keys.keys[0]!.kid });
  });

  it('2.6: both sides publish what they can and believe only metadata that speak for their own issuer', async () => {
    op.metadata['issuer'] = evil.url;
    const { connection } = await stand.connect({ issuer: `${op.url}/` });
    const { person, location } = await stand.leave(connection);
    delete op.metadata['issuer'];
    expect((await person.follow(location.href)).search).toBe('?refused=provider_unreachable');
  });

  it('4.2.4: no answer with a secret is kept, and none sends it on', async () => {
    const person = new Person(stand.product.url, 'nobody');
    for (const path of ['/auth/callback?code=x&state=y', `/sso/oidc/${home.connection.id}/callback?code=x&state=y`]) {
      const answer = await person.ask('GET', path);
      expect([answer.status, answer.headers.get('cache-control')], path).toEqual([303, 'no-store']);
      expect(answer.headers.get('location'), path).not.toContain('code=');
    }
    expect(
      (await token({ grant_type: 'refresh_token', client_id: CLI, refresh_token: 'x' })).headers.get('cache-control'),
    ).toBe('no-store');
  });

  it('4.3.2: no token stands in an address: one that does is not heard', async () => {
    const { tokens } = await machineTokens();
    for (const path of ['/oauth/userinfo', '/api/v1/me', '/api/v1/members'])
      expect(
        (await fetch(`${stand.product.url}${path}?access_token=${tokens.access_token}`)).status,
      ).toBeGreaterThanOrEqual(400);
  });

  it('4.4: an answer of one provider is not taken for another’s: by iss, and by an address for each', async () => {
    expect(home.urls.callback).not.toBe(away.urls.callback);
    const { person, question: left } = await stand.leave(home.connection);
    const before = op.requests.length + evil.requests.length;
    const answer = { code: 'victims-code', state: left.get('state')!, iss: evil.url };
    expect(await stand.bring(person, home.connection, answer)).toContain('refused=');
    const again = await stand.leave(home.connection);
    const mixed = { code: 'victims-code', state: again.question.get('state')!, iss: op.url };
    expect(await stand.bring(again.person, away.connection, mixed)).toContain('refused=');
    expect(op.requests.length + evil.requests.length).toBe(before);
    expect((await asked({ client_id: CONSOLE })).location).toBe('/login');
    const metadata = (await (await fetch(`${stand.product.url}/.well-known/openid-configuration`)).json()) as object;
    expect(metadata).toMatchObject({ authorization_response_iss_parameter_supported: true });
  });

  it('4.5: a code counts once; used twice, what came of it ends', async () => {
    const code = await codeOf();
    expect((await redeem(code)).status).toBe(200);
    expect((await redeem(code)).body.error).toBe('invalid_grant');
  });

  it('4.6: a code is for the client and the address that it was made for', async () => {
    const code = await codeOf();
    expect((await redeem(code, { redirect_uri: `${stand.product.url}/elsewhere` })).body.error).toMatch(/invalid_/);
    const another = await codeOf();
    expect((await redeem(another, { client_id: CLI })).status).toBeGreaterThanOrEqual(400);
  });

  it('4.7: nobody is signed in as somebody else by a link: the browser must have begun', async () => {
    const attacker = await stand.leave(home.connection);
    op.answer = async () => ({
      status: 200,
      body: {
        access_token: 'x',
        token_type: 'Bearer',
        id_token: await op.sign({
          iss: op.url,
          aud: CLIENT_ID,
          sub: 'attacker',
          nonce: attacker.question.get('nonce')!,
          iat: Math.floor(Date.now() / 1_000),
          exp: Math.floor(Date.now() / 1_000) + 60,
          email: 'attacker@example.com',
          name: 'Eve',
        }),
      },
    });
    const victim = new Person(stand.product.url, 'victim');
    const answer = { code: 'x', state: attacker.question.get('state')!, iss: op.url };
    expect(await stand.bring(victim, home.connection, answer)).toContain('refused=other_browser');
    expect(await whoIs(victim)).toBeNull();
    const ours = await victim.follow(`/auth/callback?code=${await codeOf()}&state=x`);
    expect([ours.search, await whoIs(victim)]).toEqual(['?refused', null]);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/%0d%0aset-cookie:x=y',
  ])('4.11: the client redirects into the console alone, not to %s', async (returnTo) => {
    const person = new Person(stand.product.url, stand.owner.person.email);
    await person.follow(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
    await person.post('/api/v1/sign-in/password', { email: person.email, password: PASSWORD });
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/sign-in/recovery', {
      code: stand.owner.recoveryCodes[codes++]!,
    });
    const end = await person.follow(redirectTo);
    expect([end.origin, end.search]).toEqual([stand.product.url, '']);
    expect(await whoIs(person)).toBe(person.email);
  });

  it('4.9: what a counterfeit resource server is shown opens nothing here', async () => {
    const { config, DPoP, tokens } = await machineTokens();
    // The machine was talked into calling another server, which now has its token and the proof made for that server.
    const seen: Record<string, string> = {};
    const counterfeit = createServer((request, response) => {
      Object.assign(seen, { authorization: request.headers.authorization, dpop: request.headers['dpop'] });
      response.end('{}');
    });
    await new Promise<void>((listening) => counterfeit.listen(0, '127.0.0.1', listening));
    const { port } = counterfeit.address() as AddressInfo;
    const elsewhere = new URL(`http://127.0.0.1:${port}/agent/v1/bundle`);
    await client.fetchProtectedResource(config, tokens.access_token, elsewhere, 'GET', null, undefined, { DPoP });
    counterfeit.close();
    expect(seen['authorization']).toBe(`DPoP ${tokens.access_token}`);
    for (const headers of [seen, { authorization: seen['authorization']! }]) {
      const replayed = await fetch(`${stand.product.url}/api/v1/me`, { headers });
      expect(replayed.status).toBe(401);
    }
    // And whoever reads our database finds no token that works: what is kept of one is its hash.
    expect(await everyRowWith(tokens.access_token)).toBe(0);
    expect(await everyRowWith(tokens.refresh_token!)).toBe(0);
  });

  it('4.15: a client is never taken for a person, whatever it calls itself', async () => {
    const { person } = stand.owner;
    const me = await person.get<{ person: { id: string; email: string } }>('/api/v1/me');
    const makeAccount = (name: string) =>
      person.ask<{ id: string }>('POST', '/api/v1/service-accounts', { name, roles: ['developer'] });
    for (const name of [me.person.id, me.person.email]) {
      const { body: account } = await makeAccount(name);
      expect(account.id).not.toBe(me.person.id);
      const { token: key } = await person.post<{ token: string }>(`/api/v1/service-accounts/${account.id}/keys`, {
        name: 'k',
      });
      const headers = { authorization: `Bearer ${key}` };
      expect((await fetch(`${stand.product.url}/api/v1/me/devices`, { headers })).status).toBe(403);
      const grants = await fetch(`${stand.product.url}/api/v1/members`, { method: 'POST', headers });
      expect(grants.status).toBeGreaterThanOrEqual(400);
    }
    // Nor does the token endpoint let a client choose its subject.
    const chosen = await token({ grant_type: 'client_credentials', client_id: me.person.id, sub: me.person.id });
    expect(chosen.status).toBeGreaterThanOrEqual(400);
  });

  it('4.11.2: the server sends nobody to an address that is not registered, whatever else is wrong', async () => {
    for (const over of [{ scope: '\u0000' }, { response_type: 'nonsense' }, { prompt: 'none' }]) {
      const { location } = await asked({ redirect_uri: 'https://evil.example/', ...over });
      expect(location).toBeNull();
    }
  });

  it('4.12: whoever comes from the sign-in page is sent on by 303, so that no form with a password goes along', async () => {
    const person = new Person(stand.product.url, stand.owner.person.email);
    const statuses: number[] = [];
    for (const path of ['/auth/login', question(), `/sso/oidc/${home.connection.id}/login`])
      statuses.push((await person.ask('GET', path)).status);
    expect(statuses).toEqual([303, 303, 303]);
  });

  it('4.13: what an outer proxy says counts only where it is set up to', async () => {
    const told = await fetch(`${stand.product.url}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
    });
    expect(await told.text()).not.toContain('evil');
  });

  it('4.2.4, 4.16: what leaves the edge tells nobody its address, and stands in no frame', async () => {
    const edge = await openEdge(loadSettings({}), new Log({ level: 'silent' }), new Metrics());
    const fastify = edge.adapter.getInstance<FastifyInstance>();
    fastify.get('/a-page', () => 'a page');
    const { headers } = await fastify.inject('/a-page?code=x');
    await fastify.close();
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-frame-options']).toBeDefined();
  });

  it('4.17: tokens are never posted between windows: the provider knows no such mode', async () => {
    for (const response_mode of ['web_message', 'fragment', 'form_post']) {
      const { location } = await asked({ response_mode });
      expect(location ?? '').not.toContain('code=');
    }
  });
});
