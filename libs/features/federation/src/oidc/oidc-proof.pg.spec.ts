import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  openOidcStand,
  type OidcConnection,
  type OidcStand,
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
