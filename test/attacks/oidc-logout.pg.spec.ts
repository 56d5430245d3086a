import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_ID, openOidcStand, type OidcConnection, type OidcStand, portOf, whoIs } from '../harness/oidc-stand.js';
import type { Person } from '../harness/person.js';
import { type ScriptedProvider, startScriptedProvider } from '../harness/scripted-provider.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { newIssuerKey } from '../harness/token-issuer.js';

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const seconds = (): number => Math.floor(Date.now() / 1_000);

describe('back-channel logout', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  let op: ScriptedProvider;
  let home: OidcConnection;
  let away: OidcConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    op = await startScriptedProvider();
    home = await stand.connect({ issuer: op.url });
    away = await stand.connect({ issuer: op.url, clientId: 'another-client' });
  });
  afterAll(async () => {
    await op.close();
    await stand.close();
    await database.close();
  });

  const signIn = async (sub: string, sid: string): Promise<Person> => {
    const { person, question } = await stand.leave(home.connection);
    op.answer = async () => ({
      status: 200,
      body: {
        access_token: 'x',
        token_type: 'Bearer',
        id_token: await op.sign({
          iss: op.url,
          aud: CLIENT_ID,
          sub,
          sid,
          nonce: question.get('nonce')!,
          iat: seconds(),
          exp: seconds() + 300,
          email: `${sub}@example.com`,
          name: sub,
        }),
      },
    });
    await stand.bring(person, home.connection, { code: 'x', state: question.get('state')!, iss: op.url });
    expect(await whoIs(person)).toBe(`${sub}@example.com`);
    return person;
  };
  const order = (over: Readonly<Record<string, unknown>> = {}) => ({
    iss: op.url,
    aud: CLIENT_ID,
    iat: seconds(),
    exp: seconds() + 120,
    jti: randomUUID(),
    events: EVENTS,
    sub: 'grace',
    ...over,
  });
  const signed = (over: Readonly<Record<string, unknown>> = {}, typ = 'logout+jwt') => op.sign(order(over), { typ });
  const send = async (token: string, at: OidcConnection = home, app = stand.product) => {
    const url = new URL(new URL(at.urls.backchannelLogout).pathname, portOf(app));
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ logout_token: token }) });
    const text = await answer.text();
    return { status: answer.status, cache: answer.headers.get('cache-control'), text };
  };

  it('ends the session that it names, in every process within two seconds, and no other', async () => {
    const one = await signIn('grace', 's1');
    const two = await signIn('grace', 's2');
    const linus = await signIn('linus', 's3');
    expect(await whoIs(one, portOf(stand.other))).toBe('grace@example.com');
    const answer = await send(await signed({ sid: 's1' }), home, stand.other);
    expect([answer.status, answer.cache, answer.text]).toEqual([200, 'no-store', '']);
    for (const app of [stand.product, stand.other]) await expect.poll(() => whoIs(one, portOf(app))).toBeNull();
    expect([await whoIs(two), await whoIs(linus)]).toEqual(['grace@example.com', 'linus@example.com']);
    expect((await send(await signed())).status).toBe(200);
    await expect.poll(() => whoIs(two)).toBeNull();
    expect(await whoIs(linus)).toBe('linus@example.com');
  });

  it('ends a session by its name alone, and takes the types that older providers write', async () => {
    for (const [typ, sid] of [
      ['JWT', 'by-sid-1'],
      ['logout+jwt', 'by-sid-2'],
    ] as const) {
      const person = await signIn('sidney', sid);
      expect((await send(await signed({ sub: undefined, sid }, typ))).status).toBe(200);
      await expect.poll(() => whoIs(person)).toBeNull();
    }
  });

  it('takes a token once, in whatever process', async () => {
    const token = await signed();
    const answers = await Promise.all([send(token), send(token, home, stand.other), send(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it.each([
    ['a nonce', { nonce: 'n' }, /nonce/],
    ['no event', { events: undefined }, /events/],
    ['another event', { events: { 'http://schemas.openid.net/event/other': {} } }, /events/],
    ['an event that is no object', { events: { ...EVENTS, [Object.keys(EVENTS)[0]!]: 'yes' } }, /events/],
    ['neither subject nor session', { sub: undefined }, /sub, sid/],
    ['another audience', { aud: 'another-client' }, /aud/],
    ['another issuer', { iss: 'https://elsewhere.example' }, /iss/],
    ['no id', { jti: undefined }, /jti/],
    ['an expiry that is over', { iat: 1_000, exp: 2_000 }, /expired/],
    ['no expiry', { exp: undefined }, /exp/],
    ['no date of issue', { iat: undefined }, /iat/],
    ['a date of issue to come', { iat: 4_000_000_000, exp: 4_000_000_100 }, /from now/],
  ])('is refused with %s, and ends nothing', async (_what, over, why) => {
    const person = await signIn('grace', 'stays');
    const { status, text } = await send(await signed(over));
    expect([status, (JSON.parse(text) as { error: string }).error]).toEqual([400, 'invalid_request']);
    expect(text).toMatch(why);
    expect(await whoIs(person)).toBe('grace@example.com');
  });

  it('is refused by whoever did not sign it, as an ID token, and at the address of another connection', async () => {
    const person = await signIn('grace', 'stays');
    const stranger = await newIssuerKey(op.key.kid);
    const refused = [
      await send(await op.sign(order(), { key: stranger, typ: 'logout+jwt' })),
      await send(new UnsecuredJWT(order()).encode()),
      await send(
        await new SignJWT(order())
          .setProtectedHeader({ alg: 'HS256', kid: op.key.kid })
          .sign(new TextEncoder().encode(JSON.stringify(op.key.publicJwk))),
      ),
      await send(await signed({}, 'at+jwt')),
      await send(await signed({ events: undefined, nonce: 'n' }, 'JWT')),
      await send(await signed(), away),
      await send('nonsense'),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 400));
    expect(await whoIs(person)).toBe('grace@example.com');
    expect(await stand.ledger()).toContain('logout_token_refused');
  });
});
