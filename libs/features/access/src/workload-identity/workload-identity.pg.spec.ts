import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { newIssuerKey, startTokenIssuer, type TokenIssuer } from '../../../../../test/harness/token-issuer.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../setup/first-run.js';

const RULES = '/api/v1/trust-rules';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';

interface Told {
  readonly status: number;
  readonly body: {
    readonly access_token: string;
    readonly expires_in: number;
    readonly error?: string;
    readonly error_description?: string;
    readonly [member: string]: unknown;
  };
}

describe('workload identity', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let other: IdentityApp;
  let issuer: TokenIssuer;
  let ada: Owner;
  let account: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    other = await startIdentityApp(database, await freePort(), product.url);
    issuer = await startTokenIssuer();
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    account = await makeAccount('deployer', ['auditor']);
  });
  afterAll(async () => {
    await issuer.close();
    await other.close();
    await product.close();
    await database.close();
  });
  beforeEach(() => {
    product.clock.aheadMs = 0;
    issuer.answers.clear();
  });

  const makeAccount = async (name: string, roles: string[]): Promise<string> =>
    (await ada.person.post<{ id: string }>('/api/v1/service-accounts', { name, roles })).id;
  const draft = (over: object = {}) => ({
    name: `rule ${randomUUID()}`,
    kind: 'other',
    issuer: issuer.url,
    audience: product.url,
    accountId: account,
    conditions: [
      { claim: 'repository', match: 'exact', values: ['acme/app'] },
      { claim: 'ref', match: 'glob', values: ['refs/heads/main', 'refs/heads/release/*'] },
    ],
    permissions: ['role:read'],
    ...over,
  });
  const makeRule = async (over: object = {}): Promise<string> =>
    (await ada.person.post<{ id: string }>(RULES, draft(over))).id;
  const seconds = (ahead = 0): number => Math.floor(product.clock.now().getTime() / 1_000) + ahead;
  const claims = (over: JWTPayload = {}): JWTPayload => ({
    iss: issuer.url,
    aud: product.url,
    sub: 'repo:acme/app:ref:refs/heads/main',
    jti: randomUUID(),
    iat: seconds(-5),
    exp: seconds(300),
    repository: 'acme/app',
    ref: 'refs/heads/main',
    ...over,
  });
  const post = async (form: Readonly<Record<string, string>>, at = product, headers = {}): Promise<Told> => {
    const port = (at.app.getHttpServer().address() as { port: number }).port;
    const answer = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers },
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: (await answer.json()) as Told['body'] };
  };
  const exchange = (rule: string, subject: string, over: Readonly<Record<string, string>> = {}, at = product) =>
    post({ grant_type: EXCHANGE, client_id: rule, subject_token: subject, subject_token_type: JWT, ...over }, at);
  const call = async (token: string, path = '/api/v1/roles', at = product): Promise<number> => {
    const port = (at.app.getHttpServer().address() as { port: number }).port;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  const ledgerOf = async (id: string): Promise<string> => {
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const { rows } = await owner.query<{ leaf: string }>(
      'select leaf from ledger_entries where leaf like $1 order by index',
      [`%${id}%`],
    );
    await owner.end();
    return rows.map(({ leaf }) => leaf).join('\n');
  };

  it('gives a program that meets every condition an access token of the service account, narrower than it and short', async () => {
    const rule = await makeRule({ tokenMinutes: 5 });
    const { status, body } = await exchange(rule, await issuer.token(claims()));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      issued_token_type: ACCESS,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'role:read',
      access_token: expect.stringMatching(/^cst_st_/),
    });
    expect([await call(body.access_token), await call(body.access_token, '/api/v1/members')]).toEqual([200, 403]);
    expect(await call(body.access_token, '/api/v1/roles', other)).toBe(200);
    product.clock.aheadMs = 301_000;
    expect(await call(body.access_token)).toBe(401);
  });

  it('gives less when less is asked for, and nothing when more is', async () => {
    const rule = await makeRule({ permissions: ['role:read', 'audit:read'] });
    const less = await exchange(rule, await issuer.token(claims()), { scope: 'audit:read' });
    expect([less.body['scope'], await call(less.body.access_token)]).toEqual(['audit:read', 403]);
    const more = await exchange(rule, await issuer.token(claims()), { scope: 'policy:publish' });
    expect([more.status, more.body.error]).toEqual([400, 'invalid_scope']);
  });

  it.each([
    ['another repository', { repository: 'acme/other' }, /condition on 'repository'/],
    ['a longer name', { repository: 'acme/app-evil' }, /repository/],
    ['another branch', { ref: 'refs/heads/feature' }, /condition on 'ref'/],
    ['a pattern that would have to cross a slash', { ref: 'refs/heads/release/1/x' }, /ref/],
    ['no such claim', { repository: undefined }, /repository/],
    ['another audience', { aud: 'https://elsewhere.example' }, /audience/],
    ['another audience too', { aud: ['https://elsewhere.example', 'ours'] }, /audience/],
    ['an audience that others have too', (url: string) => ({ aud: [url, 'https://elsewhere.example'] }), /others too/],
    ['another issuer', { iss: 'https://elsewhere.example' }, /issuer/],
    ['no subject', { sub: undefined }, /sub/],
    ['an expiry that is over', { iat: 1, exp: 2 }, /expired/],
    ['no expiry', { exp: undefined }, /exp/],
    ['a date of issue to come', () => ({ iat: Math.floor(Date.now() / 1_000) + 3_000 }), /from now/],
    ['a beginning to come', () => ({ nbf: Math.floor(Date.now() / 1_000) + 3_000 }), /not good before/],
  ] as [string, object | ((url: string) => object), RegExp][])(
    'refuses a token with %s, says why in OAuth’s shape and writes it down',
    async (_what, over, why) => {
      const rule = await makeRule();
      const said = typeof over === 'function' ? over(product.url) : over;
      const { status, body } = await exchange(rule, await issuer.token(claims(said)));
      expect([status, body.error]).toEqual([400, 'invalid_request']);
      expect(body.error_description).toMatch(why);
      expect(await ledgerOf(rule)).toContain('admin.workload.refused');
    },
  );

  it('tells whoever asks which claim, and the ledger what it was', async () => {
    const rule = await makeRule();
    const { body } = await exchange(rule, await issuer.token(claims({ ref: 'refs/heads/feature' })));
    expect(body.error_description).not.toMatch(/feature|main/);
    expect(await ledgerOf(rule)).toContain('it is refs/heads/feature');
  });

  it('believes nobody but the issuer’s published keys, by an algorithm of public keys', async () => {
    const rule = await makeRule();
    const stranger = await newIssuerKey(issuer.key.kid);
    const publicKey = new TextEncoder().encode(JSON.stringify(issuer.key.publicJwk));
    const good = await issuer.token(claims());
    const [header = '', payload = '', signature = ''] = good.split('.');
    const forged = Buffer.from(JSON.stringify(claims({ ref: 'refs/heads/main', actor: 'eve' }))).toString('base64url');
    const tokens = {
      'by a stranger under the same kid': await issuer.token(claims(), { key: stranger }),
      'by a key that is not published': await issuer.token(claims(), { kid: 'unheard-of' }),
      'by nobody': new UnsecuredJWT(claims()).encode(),
      'by nobody, with a signature’s form': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`,
      'by the public key as a secret': await new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: issuer.key.kid })
        .sign(publicKey),
      'with other claims under a good signature': `${header}.${forged}.${signature}`,
      'with a key of its own in the header': await new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', jwk: stranger.publicJwk })
        .sign(stranger.privateKey),
      'that is none': 'not.a.token!',
      'that is very long': `${'a'.repeat(20_000)}.${payload}.${signature}`,
    };
    for (const [what, token] of Object.entries(tokens)) {
      const { status, body } = await exchange(rule, token);
      expect([what, status, body.error]).toEqual([what, 400, 'invalid_request']);
    }
    expect((await exchange(rule, good)).status).toBe(200);
  });

  it('takes a token once, in whatever spelling and process; without that rule as often as it is good', async () => {
    const once = await makeRule();
    const token = await issuer.token(claims());
    const answers = await Promise.all([exchange(once, token), exchange(once, token, {}, other), exchange(once, token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const { jti: _jti, ...nameless } = claims();
    const statuses = [];
    for (let turn = 0; turn < 2; turn += 1) statuses.push((await exchange(once, await issuer.token(nameless))).status);
    expect(statuses).toEqual([200, 400]);
    const often = await makeRule({ takesOnce: false });
    expect([(await exchange(often, token)).status, (await exchange(often, token)).status]).toEqual([200, 200]);
  });

  it('follows the issuer to a new key, and does not ask it for every token that names none', async () => {
    const rule = await makeRule();
    expect((await exchange(rule, await issuer.token(claims()))).status).toBe(200);
    await issuer.rotate();
    product.clock.aheadMs = 31_000;
    expect((await exchange(rule, await issuer.token(claims()))).status).toBe(200);
    const before = issuer.fetches.keys;
    for (let turn = 0; turn < 5; turn += 1)
      expect((await exchange(rule, await issuer.token(claims(), { kid: `made-up-${turn}` }))).status).toBe(400);
    expect(issuer.fetches.keys).toBe(before);
  });

  it('says that the issuer is away, which is nobody’s refusal, and where it may not be reached', async () => {
    const away = await makeRule({ issuer: 'http://127.0.0.1:9' });
    const token = await issuer.token(claims({ iss: 'http://127.0.0.1:9' }));
    const { status, body } = await exchange(away, token);
    expect([status, body.error]).toEqual([503, 'temporarily_unavailable']);
    const metadata = await makeRule({ issuer: 'https://169.254.169.254' });
    expect((await exchange(metadata, token)).status).toBe(503);
    expect(await ledgerOf(metadata)).toContain('CASTELLAN_OUTBOUND_ALLOW');
  });

  it.each([
    ['speaks for another issuer', { issuer: 'https://elsewhere.example', jwks_uri: 'https://elsewhere.example/jwks' }],
    ['has its keys where anybody can speak', (url: string) => ({ issuer: url, jwks_uri: 'http://keys.example/jwks' })],
    ['has no keys', (url: string) => ({ issuer: url })],
  ])('uses no discovery document that %s', async (_what, document) => {
    const liar = await startTokenIssuer();
    liar.answers.set('/.well-known/openid-configuration', {
      status: 200,
      body: JSON.stringify(typeof document === 'function' ? document(liar.url) : document),
    });
    const answer = await ada.person.ask<{ code: string }>('POST', `${RULES}/issuer`, { issuer: liar.url });
    expect([answer.status, answer.body.code]).toEqual([503, 'issuer.unavailable']);
    await liar.close();
  });

  it('follows no redirect of an issuer and reads no endless answer', async () => {
    const liar = await startTokenIssuer();
    const path = '/.well-known/openid-configuration';
    liar.answers.set(path, { status: 302, body: '', headers: { location: `${issuer.url}${path}` } });
    expect((await ada.person.ask('POST', `${RULES}/issuer`, { issuer: liar.url })).status).toBe(503);
    liar.answers.set(path, { status: 200, body: `"${'x'.repeat(300_000)}"` });
    product.clock.aheadMs = 11_000;
    expect((await ada.person.ask('POST', `${RULES}/issuer`, { issuer: liar.url })).status).toBe(503);
    await liar.close();
    expect(await ada.person.post(`${RULES}/issuer`, { issuer: issuer.url })).toEqual({ issuer: issuer.url, keys: 1 });
  });

  it('ends what was given when the rule is changed, switched off or deleted, or the account disabled: in every process', async () => {
    const given = async (over: object = {}) => {
      const rule = await makeRule(over);
      const { body } = await exchange(rule, await issuer.token(claims()));
      expect(await call(body.access_token, '/api/v1/roles', other)).toBe(200);
      return {
        rule,
        isOver: () => expect.poll(() => call(body.access_token, '/api/v1/roles', other)).toBe(401),
      };
    };
    const changed = await given();
    expect((await ada.person.ask('PUT', `${RULES}/${changed.rule}`, draft())).status).toBe(204);
    await changed.isOver();
    const off = await given();
    expect((await ada.person.ask('PATCH', `${RULES}/${off.rule}`, { status: 'disabled' })).status).toBe(204);
    await off.isOver();
    const refused = await exchange(off.rule, await issuer.token(claims()));
    expect(refused.body.error_description).toContain('switched off');
    const deleted = await given();
    expect((await ada.person.ask('DELETE', `${RULES}/${deleted.rule}`)).status).toBe(204);
    await deleted.isOver();
    expect((await exchange(deleted.rule, await issuer.token(claims()))).status).toBe(401);
    const passing = await makeAccount('passing', ['auditor']);
    const disabled = await given({ accountId: passing });
    await ada.person.ask('PATCH', `/api/v1/service-accounts/${passing}`, { status: 'disabled' });
    await disabled.isOver();
    expect((await exchange(disabled.rule, await issuer.token(claims()))).body.error_description).toContain('disabled');
  });

  it('lets its bearer ask about the token and end it', async () => {
    const rule = await makeRule();
    const { body } = await exchange(rule, await issuer.token(claims()));
    const about = async (path: string) => {
      const form = new URLSearchParams({ client_id: rule, token: body.access_token });
      const answer = await fetch(`${product.url}/oauth/${path}`, { method: 'POST', body: form });
      return answer.text();
    };
    expect(JSON.parse(await about('introspect'))).toMatchObject({ active: true, client_id: rule, scope: 'role:read' });
    await about('revoke');
    await expect.poll(() => call(body.access_token)).toBe(401);
    expect(JSON.parse(await about('introspect'))).toEqual({ active: false });
  });

  it.each([
    ['no subject token', { subject_token: '' }, 'invalid_request'],
    [
      'another type of subject token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
      'invalid_request',
    ],
    [
      'another type of token',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      'invalid_request',
    ],
    ['somebody else to act for', { actor_token: 'x', actor_token_type: JWT }, 'invalid_request'],
    ['another service', { resource: 'https://elsewhere.example' }, 'invalid_target'],
    ['another audience', { audience: 'https://elsewhere.example' }, 'invalid_target'],
  ])('refuses a request with %s', async (_what, over, error) => {
    const { status, body } = await exchange(await makeRule(), await issuer.token(claims()), over);
    expect([status, body.error]).toEqual([400, error]);
  });

  it('is no way to climb: a rule takes somebody who could give all roles of its account, and gives no more than they hold', async () => {
    const owners = await makeAccount('owners', ['owner']);
    const admins = await makeAccount('admins', ['admin']);
    const { token } = await ada.person.post<{ token: string }>(`/api/v1/service-accounts/${admins}/keys`, {
      name: 'admin',
    });
    const asAdmin = await fetch(`${product.url}${RULES}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(draft({ accountId: owners, permissions: ['*'] })),
    });
    expect([asAdmin.status, ((await asAdmin.json()) as { code: string }).code]).toEqual([403, 'role.not_yours']);
    for (const permissions of [['policy:publish'], ['role:update'], ['nonsense:all']])
      expect(await ada.person.ask('POST', RULES, draft({ permissions }))).toMatchObject({
        status: 422,
        body: { code: 'service_account.key_too_wide' },
      });
    const anybody = { conditions: [{ claim: 'sub', match: 'glob', values: ['**'] }] };
    expect(await ada.person.ask('POST', RULES, draft(anybody))).toMatchObject({
      status: 422,
      body: { code: 'trust_rule.too_wide' },
    });
  });

  it('leaves its story in the ledger, without a token', async () => {
    const rule = await makeRule();
    const subject = await issuer.token(claims());
    const { body } = await exchange(rule, subject);
    const story = await ledgerOf(rule);
    for (const action of ['trust_rule.created', 'workload.token_issued']) expect(story).toContain(`admin.${action}`);
    expect(story).toContain('repo:acme/app:ref:refs/heads/main');
    expect(story).not.toContain(body.access_token);
    expect(story).not.toContain(subject.split('.')[2]);
  });

  describe('client credentials', () => {
    const keyOf = async (over: object = {}): Promise<string> =>
      (
        await ada.person.post<{ token: string }>(`/api/v1/service-accounts/${account}/keys`, {
          name: 'ci',
          ...over,
        })
      ).token;
    const grant = (secret: string, over: Readonly<Record<string, string>> = {}) =>
      post({ grant_type: 'client_credentials', client_id: account, client_secret: secret, ...over });

    it('give a short token for a key of the service account, by either way of presenting it', async () => {
      const key = await keyOf({ permissions: ['role:read'] });
      const byForm = await grant(key);
      expect(byForm).toMatchObject({ status: 200, body: { expires_in: 3_600, scope: 'role:read' } });
      const basic = Buffer.from(`${account}:${key}`).toString('base64');
      const byHeader = await post({ grant_type: 'client_credentials' }, product, { authorization: `Basic ${basic}` });
      for (const { body } of [byForm, byHeader]) {
        expect(await call(body.access_token)).toBe(200);
        expect(await call(body.access_token, '/api/v1/members')).toBe(403);
      }
    });

    it('end with the key', async () => {
      const { id, token } = await ada.person.post<{ id: string; token: string }>(
        `/api/v1/service-accounts/${account}/keys`,
        { name: 'short' },
      );
      const { body } = await grant(token);
      expect(await call(body.access_token)).toBe(200);
      await ada.person.ask('DELETE', `/api/v1/service-accounts/${account}/keys/${id}`);
      await expect.poll(() => call(body.access_token)).toBe(401);
      expect((await grant(token)).body.error).toBe('invalid_client');
    });

    it('are refused for a wrong secret, another account’s key, a key from elsewhere, and an access token', async () => {
      const key = await keyOf();
      const elsewhere = await keyOf({ networks: ['192.0.2.0/24'] });
      const stranger = await makeAccount(`stranger ${randomUUID()}`, ['auditor']);
      const { body } = await grant(key);
      const answers = [
        await grant('cst_sa_wrong'),
        await grant(elsewhere),
        await grant(body.access_token),
        await post({ grant_type: 'client_credentials', client_id: stranger, client_secret: key }),
        await post({ grant_type: 'client_credentials', client_id: account }),
        await post({ grant_type: 'client_credentials', client_id: randomUUID(), client_secret: key }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
      expect((await grant(key, { scope: 'policy:publish x' })).body.error).toBe('invalid_scope');
    });
  });
});
