import { createHash } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  openOidcStand,
  type OidcConnection,
  type OidcStand,
  whoIs,
} from '../harness/oidc-stand.js';
import { Person } from '../harness/person.js';
import { type ScriptedProvider, startScriptedProvider, type TokenRequest } from '../harness/scripted-provider.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { newIssuerKey } from '../harness/token-issuer.js';

const seconds = (): number => Math.floor(Date.now() / 1_000);

describe('a forged or stolen answer of an OpenID provider', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  let op: ScriptedProvider;
  let evil: ScriptedProvider;
  let home: OidcConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    op = await startScriptedProvider();
    evil = await startScriptedProvider();
    home = await stand.connect({ issuer: op.url });
  });
  afterAll(async () => {
    await evil.close();
    await op.close();
    await stand.close();
    await database.close();
  });
  beforeEach(() => {
    op.requests.length = 0;
    op.userinfo = {};
  });

  const claimsFor = (nonce: string, over: JWTPayload = {}): JWTPayload => ({
    iss: op.url,
    aud: CLIENT_ID,
    sub: 'grace',
    nonce,
    iat: seconds(),
    exp: seconds() + 300,
    email: 'grace@example.com',
    email_verified: true,
    name: 'Grace Hopper',
    ...over,
  });
  const tokens = (idToken: string) => ({
    status: 200,
    body: { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300, id_token: idToken },
  });
  /** A whole sign-in, in which the provider answers what `made` makes. */
  const signIn = async (
    made: (nonce: string, request: TokenRequest) => Promise<string> | string,
    answer: Readonly<Record<string, string | undefined>> = {},
    at: OidcConnection = home,
  ) => {
    const { person, question } = await stand.leave(at.connection);
    const nonce = question.get('nonce')!;
    op.answer = async (request) => tokens(await made(nonce, request));
    const said = { code: 'a-code', state: question.get('state')!, iss: op.url, ...answer };
    const defined = Object.entries(said as Record<string, string | undefined>).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const end = await stand.bring(person, at.connection, Object.fromEntries(defined));
    return { person, question, end, who: await whoIs(person) };
  };
  const honest = (nonce: string): Promise<string> => op.sign(claimsFor(nonce));
  const refused = (end: string): string | null => new URL(end, stand.product.url).searchParams.get('refused');

  it('is one where the honest one lets her in, and the test can tell', async () => {
    const { end, who } = await signIn(honest);
    expect([end, who]).toEqual(['/', 'grace@example.com']);
    const [{ form, authorization }] = op.requests as [TokenRequest];
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'authorization_code',
      code: 'a-code',
      redirect_uri: home.urls.callback,
    });
    // RFC 6749 section 2.3.1: both are written as in a form.
    const shown = Buffer.from(authorization!.slice('Basic '.length), 'base64').toString().split(':');
    expect(shown.map((part) => new URLSearchParams(`v=${part}`).get('v'))).toEqual([CLIENT_ID, CLIENT_SECRET]);
  });

  it('asks with PKCE, whose verifier only the exchange shows', async () => {
    const { question } = await signIn(honest);
    const verifier = op.requests[0]!.form.get('code_verifier')!;
    expect(question.get('code_challenge')).toBe(createHash('sha256').update(verifier).digest('base64url'));
    expect(question.get('code_challenge_method')).toBe('S256');
    expect(question.toString()).not.toContain(verifier);
    expect([question.get('response_type'), question.get('redirect_uri')]).toEqual(['code', home.urls.callback]);
  });

  it.each([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another-client' }],
    ['an authorized party that is another client', { aud: [CLIENT_ID, 'another-client'], azp: 'another-client' }],
    ['several audiences and no authorized party', { aud: [CLIENT_ID, 'another-client'] }],
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['no subject', { sub: undefined }],
    ['an expiry that is over', { iat: 1_000_000, exp: 1_000_300 }],
    ['no expiry', { exp: undefined }],
    ['a beginning to come', { nbf: 4_000_000_000 }],
  ] as [string, Record<string, unknown>][])('lets nobody in by an ID token with %s', async (_what, over) => {
    const { who, end } = await signIn((nonce) => op.sign(claimsFor(nonce, over)));
    expect([who, refused(end)]).toEqual([null, expect.stringMatching(/^(?:answer_invalid|token_\w+)$/)]);
  });

  it('lets nobody in by an ID token that the provider’s published keys did not sign', async () => {
    const stranger = await newIssuerKey(op.key.kid);
    const forgeries: Record<string, (nonce: string) => Promise<string> | string> = {
      'by a stranger under the same kid': (nonce) => op.sign(claimsFor(nonce), { key: stranger }),
      'by a key that is not in the set': (nonce) => op.sign(claimsFor(nonce), { kid: 'unheard-of' }),
      'by nobody': (nonce) => new UnsecuredJWT(claimsFor(nonce)).encode(),
      'by the client secret': (nonce) =>
        new SignJWT(claimsFor(nonce))
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode(CLIENT_SECRET)),
      'by the public key as a secret': (nonce) =>
        new SignJWT(claimsFor(nonce))
          .setProtectedHeader({ alg: 'HS256', kid: op.key.kid })
          .sign(new TextEncoder().encode(JSON.stringify(op.key.publicJwk))),
      'of another provider': (nonce) => evil.sign(claimsFor(nonce)),
      'with other claims under a good signature': async (nonce) => {
        const [header = '', , signature = ''] = (await honest(nonce)).split('.');
        const forged = Buffer.from(JSON.stringify(claimsFor(nonce, { sub: 'ada' }))).toString('base64url');
        return `${header}.${forged}.${signature}`;
      },
    };
    for (const [what, forge] of Object.entries(forgeries)) {
      const { who, end } = await signIn(forge);
      expect([what, who, end]).toEqual([what, null, expect.stringContaining('/login?refused=')]);
    }
  });

  it('is refused with another state, none, or that of another browser', async () => {
    for (const state of [undefined, 'made-up', `${crypto.randomUUID()}.x`]) {
      const { who, end } = await signIn(honest, { state });
      expect([who, refused(end)]).toEqual([null, 'state_unknown']);
    }
    const mine = await stand.leave(home.connection);
    const hers = await stand.leave(home.connection);
    op.answer = async () => tokens(await honest(mine.question.get('nonce')!));
    const answer = { code: 'a-code', state: mine.question.get('state')!, iss: op.url };
    const end = await stand.bring(hers.person, home.connection, answer);
    expect([refused(end), await whoIs(hers.person), await whoIs(mine.person)]).toEqual(['other_browser', null, null]);
  });

  it('cannot use up the question of somebody by its id alone, which is no secret', async () => {
    const { person, question } = await stand.leave(home.connection);
    const [id] = question.get('state')!.split('.');
    await stand.bring(new Person(stand.product.url, 'eve'), home.connection, { code: 'x', state: `${id}.guess` });
    op.answer = async () => tokens(await honest(question.get('nonce')!));
    const answer = { code: 'a-code', state: question.get('state')!, iss: op.url };
    expect(await stand.bring(person, home.connection, answer)).toBe('/');
  });

  it('lets nobody in through a connection that was closed while the provider was asked', async () => {
    const shortLived = await stand.connect({ issuer: op.url });
    const { who, end } = await signIn(
      async (nonce) => {
        await stand.pause(shortLived.connection);
        return honest(nonce);
      },
      {},
      shortLived,
    );
    expect([refused(end), who]).toEqual(['connection_not_live', null]);
    expect(await stand.ledger()).toContain('connection_not_live');
  });

  it('is heard once: neither the code nor the answer comes again', async () => {
    const { person, question, end } = await signIn(honest);
    expect(end).toBe('/');
    const before = op.requests.length;
    const again = await stand.bring(person, home.connection, {
      code: 'a-code',
      state: question.get('state')!,
      iss: op.url,
    });
    expect([refused(again), op.requests.length]).toEqual(['state_unknown', before]);
  });

  it('is refused when it names another issuer, or none where the provider says that it does (RFC 9207): no code goes out', async () => {
    for (const iss of [evil.url, undefined]) {
      const { who, end } = await signIn(honest, { iss });
      expect([who, refused(end)]).toEqual([null, 'answer_invalid']);
    }
    expect(op.requests).toEqual([]);
  });

  it('is refused at the address of another connection', async () => {
    const { connection: away } = await stand.connect({ issuer: evil.url });
    const { person, question } = await stand.leave(home.connection);
    const answer = { code: 'a-code', state: question.get('state')!, iss: op.url };
    const end = await stand.bring(person, away, answer);
    expect([refused(end), await whoIs(person), evil.requests.length]).toEqual(['state_unknown', null, 0]);
  });

  it('opens no account by userinfo of another subject', async () => {
    op.userinfo = { sub: 'ada', email: 'ada@example.com', email_verified: true };
    const { who, end } = await signIn((nonce) => op.sign(claimsFor(nonce, { sub: 'eve', email: undefined as never })));
    expect([who, end]).toEqual([null, expect.stringContaining('refused=')]);
  });

  it('opens nobody’s account by her address', async () => {
    const { who, end } = await signIn((nonce) =>
      op.sign(claimsFor(nonce, { sub: 'eve', email: stand.owner.person.email, email_verified: true })),
    );
    expect([who, end]).toEqual([null, expect.stringContaining('refused=')]);
  });

  it('is refused without the claim that the settings ask for', async () => {
    const google = await stand.connect({
      issuer: op.url,
      recipe: 'google',
      required: [{ claim: 'hd', values: ['acme.example'] }],
    });
    op.userinfo = { sub: 'grace' };
    const anybody = await signIn(honest, {}, google);
    expect([anybody.who, refused(anybody.end)]).toEqual([null, 'claim_required']);
    const ours = (nonce: string) =>
      op.sign(claimsFor(nonce, { sub: 'ours', hd: 'acme.example', email: 'ours@acme.example' }));
    const member = await signIn(ours, {}, google);
    expect([member.who, member.question.get('hd')]).toEqual(['ours@acme.example', 'acme.example']);
  });

  it('tells what the provider said against it, as text', async () => {
    const { end } = await signIn(honest, {
      code: undefined,
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
    });
    expect(refused(end)).toBe('access_denied');
    const unreachable = await stand.connect({ issuer: 'http://127.0.0.1:9' });
    const { person } = await stand.leave(unreachable.connection);
    expect(await whoIs(person)).toBeNull();
  });

  it('sends nobody anywhere but into the console', async () => {
    const person = new Person(stand.product.url, 'nobody yet');
    await person.follow(`/auth/login?returnTo=${encodeURIComponent('https://evil.example/')}`);
    const { headers } = await person.ask('GET', `/sso/oidc/${home.connection.id}/login?returnTo=https://evil.example`);
    const question = new URL(headers.get('location')!).searchParams;
    expect(question.toString()).not.toContain('evil');
    op.answer = async () => tokens(await honest(question.get('nonce')!));
    const answer = { code: 'a-code', state: question.get('state')!, iss: op.url };
    expect(await stand.bring(person, home.connection, answer)).toBe('/');
  });

  it('follows the provider to a new key', async () => {
    await op.rotate();
    stand.product.clock.aheadMs = 31_000;
    const { who } = await signIn(honest);
    stand.product.clock.aheadMs = 0;
    expect(who).toBe('grace@example.com');
  });

  it('stands in the ledger with its reason, and without a code or token', async () => {
    const { end } = await signIn((nonce) => op.sign(claimsFor(nonce, { aud: 'another-client' })));
    expect(refused(end)).toBe('answer_invalid');
    const ledger = await stand.ledger();
    for (const reason of ['answer_invalid', 'token_signature', 'state_unknown', 'other_browser', 'claim_required'])
      expect(ledger.includes(`"refusal":"${reason}"`), reason).toBe(true);
    for (const secret of ['a-code', 'an-access-token', CLIENT_SECRET])
      expect(ledger.includes(secret), secret).toBe(false);
  });
});
