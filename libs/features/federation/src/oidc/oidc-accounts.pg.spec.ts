import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  openOidcStand,
  type OidcConnection,
  type OidcStand,
  whoIs,
} from '../../../../../test/harness/oidc-stand.js';
import type { Person } from '../../../../../test/harness/person.js';
import {
  type ScriptedProvider,
  startScriptedProvider,
  type TokenRequest,
} from '../../../../../test/harness/scripted-provider.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { OidcAccountsService } from './oidc-accounts.service.js';

const MINUTE_MS = 60_000;

describe('a provider whose refresh tokens end with its session, as Keycloak’s do', () => {
  let database: TestDatabase;
  let stand: OidcStand;
  let op: ScriptedProvider;
  let home: OidcConnection;
  let answer: (request: TokenRequest) => object;
  const refreshed: string[] = [];
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openOidcStand(database);
    op = await startScriptedProvider();
    op.metadata['scopes_supported'] = ['openid', 'profile', 'email', 'offline_access'];
  });
  afterAll(async () => {
    await op.close();
    await stand.close();
    await database.close();
  });
  const run = async (statement: string, ...values: unknown[]): Promise<void> => {
    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    await client.query(statement, values);
    await client.end();
  };
  beforeEach(async () => {
    await run('update federated_sessions set ended_at = now() where ended_at is null');
    home = await stand.connect({ issuer: op.url, recipe: 'keycloak' });
    stand.product.clock.aheadMs = 0;
    refreshed.length = 0;
    answer = () => ({ access_token: 'x', token_type: 'Bearer', refresh_token: 'next', refresh_expires_in: 1_800 });
  });

  const seconds = (): number => Math.floor(stand.product.clock.now().getTime() / 1_000);
  const signIn = async (sub: string): Promise<Person> => {
    const { person, question } = await stand.leave(home.connection);
    const idToken = await op.sign({
      ...{ iss: op.url, aud: CLIENT_ID, sub, sid: `sid of ${sub}`, nonce: question.get('nonce')! },
      ...{ iat: seconds(), exp: seconds() + 300, email: `${sub}@example.com`, name: sub },
    });
    op.answer = (request) => {
      if (request.form.get('grant_type') !== 'refresh_token') {
        const tokens = { refresh_token: `first of ${sub}`, refresh_expires_in: 1_800 };
        return { status: 200, body: { access_token: 'x', token_type: 'Bearer', id_token: idToken, ...tokens } };
      }
      refreshed.push(request.form.get('refresh_token')!);
      const body = answer(request);
      return { status: 'error' in body ? 400 : 200, body };
    };
    await stand.bring(person, home.connection, { code: 'x', state: question.get('state')!, iss: op.url });
    expect(await whoIs(person)).toBe(`${sub}@example.com`);
    return person;
  };
  const accounts = (): OidcAccountsService => stand.product.app.get(OidcAccountsService, { strict: false });
  const later = async (minutes: number): Promise<void> => {
    stand.product.clock.aheadMs += minutes * MINUTE_MS;
    await accounts().askAll({ now: stand.product.clock.now(), requestId: randomUUID() });
  };
  /** She does something here, as is noted of her session once a minute. */
  const works = async (minutes: number): Promise<void> => {
    stand.product.clock.aheadMs += minutes * MINUTE_MS;
    await run('update console_sessions set last_seen_at = $1 where ended_at is null', stand.product.clock.now());
  };

  it('is not asked for offline_access, by which it would tell of no logout; other providers are', async () => {
    const scopesAt = async ({ connection }: OidcConnection): Promise<string> =>
      (await stand.leave(connection)).question.get('scope')!;
    expect(await scopesAt(home)).toBe('openid profile email');
    expect(await scopesAt(await stand.connect({ issuer: op.url }))).toBe('openid profile email offline_access');
    const wanted = await stand.connect({ issuer: op.url, recipe: 'keycloak', offlineAccess: 'asked' });
    expect(await scopesAt(wanted)).toContain('offline_access');
    const unwanted = await stand.connect({ issuer: op.url, offlineAccess: 'not_asked' });
    expect(await scopesAt(unwanted)).toBe('openid profile email');
  });

  it('is asked before the token lapses, while she is at work here, with the token that it gave last', async () => {
    await signIn('amy');
    await works(5);
    await later(1);
    expect(refreshed).toEqual([]);
    await later(9);
    await works(5);
    await later(10);
    expect(refreshed).toEqual(['first of amy', 'next']);
  });

  it('is not kept awake for somebody who is away, and that a token lapsed signs nobody out', async () => {
    const person = await signIn('bea');
    await later(15);
    expect(refreshed).toEqual([]);
    answer = () => ({ error: 'invalid_grant', error_description: 'Token is not active' });
    await works(20);
    await later(15);
    expect(refreshed).toEqual([]);
    expect(await whoIs(person)).toBe('bea@example.com');
  });

  it('says by a token that has not lapsed that an account has ended: she is signed out', async () => {
    const person = await signIn('cyd');
    await works(14);
    answer = () => ({ error: 'invalid_grant', error_description: 'User disabled' });
    await later(1);
    expect(refreshed).toEqual(['first of cyd']);
    await expect.poll(() => whoIs(person)).toBeNull();
  });
});
