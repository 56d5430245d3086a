import { randomUUID } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '#platform/database/rows';
import {
  CLIENT_ID,
  openOidcStand,
  type OidcConnection,
  type OidcStand,
  whoIs,
} from '../../../../../test/harness/oidc-stand.js';
import type { Person } from '../../../../../test/harness/person.js';
import { type ScriptedProvider, startScriptedProvider } from '../../../../../test/harness/scripted-provider.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';

const MINUTE_MS = 60_000;
const AHEAD_MS = 11 * MINUTE_MS;

describe('a fresh proof in a session that came through an OpenID connection', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  let op: ScriptedProvider;
  let home: OidcConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    op = await startScriptedProvider();
    op.metadata['end_session_endpoint'] = `${op.url}/end`;
    home = await stand.connect({ issuer: op.url }, { defaultRole: 'admin' });
  });
  afterAll(async () => {
    await op.close();
    await stand.close();
    await database.close();
  });
  beforeEach(() => {
    stand.product.clock.aheadMs = 0;
  });

  const seconds = (): number => Math.floor(Date.now() / 1_000);
  /** The provider answers with `claims`; where the browser ended. */
  const bring = (person: Person, question: URLSearchParams, claims: JWTPayload): Promise<string> => {
    op.answer = async () => ({
      status: 200,
      body: {
        access_token: 'an-access-token',
        token_type: 'Bearer',
        expires_in: 300,
        id_token: await op.sign({
          iss: op.url,
          aud: CLIENT_ID,
          nonce: question.get('nonce')!,
          iat: seconds(),
          exp: seconds() + 3_600,
          sub: 'grace',
          email: `${claims.sub ?? 'grace'}@example.com`,
          email_verified: true,
          name: 'Grace Hopper',
          ...claims,
        }),
      },
    });
    return stand.bring(person, home.connection, { code: 'a-code', state: question.get('state')!, iss: op.url });
  };
  /** Somebody who came in eleven minutes ago, and went to the provider for a proof. */
  const sought = async () => {
    const { person, question } = await stand.leave(home.connection);
    expect(await bring(person, question, {})).toBe('/');
    await person.arrive();
    stand.product.clock.aheadMs = AHEAD_MS;
    const { url } = await person.post<{ url: string }>('/api/v1/me/proof/connection', { returnTo: '/members' });
    const { headers } = await person.ask('GET', url);
    return { person, asked: new URL(headers.get('location')!).searchParams };
  };
  /** 401 where a proof is wanted, 404 where it is not: there is no such session. */
  const danger = async (person: Person) => (await person.ask('DELETE', `/api/v1/sessions/${randomUUID()}`)).status;
  const now = (): number => seconds() + AHEAD_MS / 1_000;

  it('is none that she came in: only what the provider says of when it asked her counts', async () => {
    for (const [claims, status] of [
      [{}, 401],
      [{ auth_time: seconds() - 700 }, 401],
      [{ auth_time: seconds() }, 404],
    ] as const) {
      const { person, question } = await stand.leave(home.connection);
      await bring(person, question, claims);
      await person.arrive();
      expect(await danger(person)).toBe(status);
    }
  });

  it('is given at the provider, which is asked to ask her again and to say when it did', async () => {
    const { person, asked } = await sought();
    expect(await danger(person)).toBe(401);
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0']);
    expect(await bring(person, asked, { auth_time: now() })).toBe('/members');
    await expect.poll(() => danger(person)).toBe(404);
  });

  it('renews what a logout at the provider needs: the hint that we send, and the session that it names', async () => {
    const { person, question } = await stand.leave(home.connection);
    await bring(person, question, { sid: 'before' });
    await person.arrive();
    const proved = async (sid: string | undefined): Promise<void> => {
      const { url } = await person.post<{ url: string }>('/api/v1/me/proof/connection', { returnTo: '/members' });
      const { headers } = await person.ask('GET', url);
      const asked = new URL(headers.get('location')!).searchParams;
      expect(await bring(person, asked, { auth_time: seconds(), ...(sid !== undefined && { sid }) })).toBe('/members');
    };
    await proved('after');
    await proved(undefined);
    const kept = await database.db.within({ orgId: stand.orgId }, (tx) =>
      sql(tx).query('select session_index, former_indexes from federated_sessions where $1 = any(former_indexes)', [
        'before',
      ]),
    );
    expect(kept).toEqual([{ session_index: 'after', former_indexes: ['before'] }]);
    await proved('latest');
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/session/single-logout');
    const hint = new URL(redirectTo).searchParams.get('id_token_hint')!;
    expect(decodeJwt(hint)).toMatchObject({ sid: 'latest', sub: 'grace' });
  });

  it.each([
    ['the session that the proof began', 'after'],
    ['the session of before', 'before'],
  ])('leaves nobody signed in whom the provider signs out by %s', async (_what, sid) => {
    const { person, question } = await stand.leave(home.connection);
    await bring(person, question, { sid: `${sid}-1/before` });
    await person.arrive();
    const { url } = await person.post<{ url: string }>('/api/v1/me/proof/connection', { returnTo: '/members' });
    const { headers } = await person.ask('GET', url);
    const asked = new URL(headers.get('location')!).searchParams;
    await bring(person, asked, { sid: `${sid}-1/after`, auth_time: seconds() });
    const order = (named: string) =>
      op.sign(
        {
          ...{ iss: op.url, aud: CLIENT_ID, jti: randomUUID(), iat: seconds(), exp: seconds() + 60, sid: named },
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        },
        { typ: 'logout+jwt' },
      );
    const send = async (named: string) => {
      const body = new URLSearchParams({ logout_token: await order(named) });
      expect((await fetch(home.urls.backchannelLogout, { method: 'POST', body })).status).toBe(200);
    };
    await send(`${sid}-1/other`);
    expect(await whoIs(person)).toBe('grace@example.com');
    await send(`${sid}-1/${sid}`);
    await expect.poll(() => whoIs(person)).toBeNull();
  });

  it('is not given once the provider has ended the session meanwhile', async () => {
    const { person, question } = await stand.leave(home.connection);
    await bring(person, question, { sid: 'over' });
    await person.arrive();
    const { url } = await person.post<{ url: string }>('/api/v1/me/proof/connection', { returnTo: '/members' });
    const { headers } = await person.ask('GET', url);
    const asked = new URL(headers.get('location')!).searchParams;
    await database.db.within({ orgId: stand.orgId }, (tx) =>
      sql(tx).query('update federated_sessions set ended_at = now() where session_index = $1', ['over']),
    );
    expect(await bring(person, asked, { auth_time: seconds() })).toBe('/proved?refused=proof_session_over');
  });

  it.each([
    ['another subject', () => ({ sub: 'eve', auth_time: now() }), 'proof_of_another'],
    ['an auth_time from before she was asked', () => ({ auth_time: seconds() }), 'proof_stale'],
    ['an answer that does not say when she was asked', () => ({}), 'proof_stale'],
  ] as const)('is not given by %s', async (_what, claims, reason) => {
    const { person, asked } = await sought();
    expect(await bring(person, asked, claims())).toBe(`/proved?refused=${reason}`);
    expect(await danger(person)).toBe(401);
    expect(await stand.ledger()).toContain(`"refusal":"${reason}"`);
  });
});
