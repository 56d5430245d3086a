import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner, type Person } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from '../../../access/src/setup/first-run.js';
import { SessionService } from '../sessions/session.service.js';
import { FederatedProofs } from './federated-proofs.js';

interface Refusal {
  readonly code?: string;
  readonly maxAgeSeconds?: number;
}
const MINUTE_MS = 60_000;
const PROOF = '/api/v1/me/proof';
const NEEDED = 'request.insufficient_user_authentication';

describe('a fresh proof of who acts', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let other: IdentityApp;
  let ada: Owner;
  let grace: Person;
  let graceId: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    other = await startIdentityApp(database, await freePort(), product.url);
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    const invitation = { email: 'grace@example.com', role: 'developer' };
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', invitation);
    grace = (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, invitation.email)).person;
    graceId = (await grace.get<{ person: { id: string } }>('/api/v1/me')).person.id;
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.close();
  });
  beforeEach(() => later(0));

  const later = (minutes: number): void => {
    for (const app of [product, other]) app.clock.aheadMs = minutes * MINUTE_MS;
  };
  const danger = () => ada.person.ask<Refusal>('PUT', `/api/v1/members/${graceId}/roles`, { roles: ['developer'] });
  const elsewhere = async () => {
    const address = `${await other.app.getUrl()}/api/v1/members/${graceId}/roles`;
    const headers = { cookie: ada.person.cookie, origin: product.url, 'x-csrf-token': ada.person.csrf };
    const json = { ...headers, 'content-type': 'application/json' };
    return (await fetch(address, { method: 'PUT', headers: json, body: JSON.stringify({ roles: ['developer'] }) }))
      .status;
  };
  const code = (minutes: number) => ada.totp.generate({ timestamp: Date.now() + minutes * MINUTE_MS });
  const prove = (given: string) => ada.person.ask<Refusal>('POST', PROOF, { kind: 'totp', code: given });

  it('is wanted for a dangerous act once the last one is old, and told as RFC 9470 has it', async () => {
    expect((await danger()).status).toBe(204);
    later(11);
    const refused = await danger();
    expect(refused).toMatchObject({ status: 401, body: { code: NEEDED, maxAgeSeconds: 600 } });
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_user_authentication"');
    expect(refused.headers.get('www-authenticate')).toContain('max_age=600');
    expect((await ada.person.ask('GET', '/api/v1/members')).status).toBe(200);
  });

  it('is given by a code of the app, in every process, and lasts no longer than the org says', async () => {
    later(20);
    expect(await elsewhere()).toBe(401);
    expect((await prove(code(20))).status).toBe(204);
    expect((await danger()).status).toBe(204);
    await expect.poll(elsewhere).toBe(204);
    later(31);
    expect((await danger()).body.code).toBe(NEEDED);
  });

  it('is not given by a code that is wrong or was used, and guesses are counted', async () => {
    later(40);
    expect(await prove('000000')).toMatchObject({ body: { code: 'totp.code_wrong' } });
    const once = code(40);
    expect((await prove(once)).status).toBe(204);
    expect((await prove(once)).body.code).toBe('totp.code_used');
    later(60);
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) answers.push((await prove('000001')).status);
    expect(answers.at(-1)).toBe(429);
    expect((await danger()).body.code).toBe(NEEDED);
  });

  it('is given by what the person has: she is told which', async () => {
    expect(await ada.person.get(PROOF)).toEqual({ passkey: false, totp: true, connection: false });
  });

  it('is not wanted of a program, which proves itself with every request', async () => {
    const { id } = await ada.person.post<{ id: string }>('/api/v1/service-accounts', {
      name: 'robot',
      roles: ['admin'],
    });
    const { token } = await ada.person.post<{ token: string }>(`/api/v1/service-accounts/${id}/keys`, { name: 'k' });
    later(90);
    const answer = await fetch(`${product.url}/api/v1/members/${graceId}/roles`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ roles: ['developer'] }),
    });
    expect(answer.status).toBe(204);
  });

  it('comes from the identity provider where the session did, and from nowhere else', async () => {
    const proofs = new FederatedProofs();
    const session = { id: 's' } as unknown as Parameters<FederatedProofs['begin']>[0];
    await expect(proofs.begin(session, '/')).rejects.toThrow(/identity provider/);
    proofs.fill({ begin: (_session, returnTo) => Promise.resolve(new URL(`https://idp.test${returnTo}`)) });
    await expect(proofs.begin(session, '/members')).resolves.toEqual(new URL('https://idp.test/members'));
  });

  describe('and the session around it', () => {
    const policy = (over: object) =>
      ada.person.ask<Refusal>('PUT', '/api/v1/session-policy', {
        idleMinutes: 720,
        absoluteMinutes: 10_080,
        proofMinutes: 10,
        freshForPublish: false,
        ...over,
      });
    const isIn = async (who: Person) => (await who.ask('GET', '/api/v1/me')).status === 200;

    it.each([
      ['longer than any may be', { idleMinutes: 721 }],
      ['longer unused than at all', { idleMinutes: 60, absoluteMinutes: 30 }],
      ['too short to work in', { idleMinutes: 1 }],
    ])('is not made %s', async (_what, over) => {
      expect(await policy(over)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    });

    it('ends unused when her org says so, and at the latest when it says so', async () => {
      expect((await policy({ idleMinutes: 30, absoluteMinutes: 60 })).status).toBe(204);
      await expect
        .poll(
          async () => new Date((await grace.get<{ session: { expiresAt: string } }>('/api/v1/me')).session.expiresAt),
        )
        .toSatisfy((at: Date) => at.getTime() - Date.now() <= 30 * MINUTE_MS);
      later(31);
      expect(await isIn(grace)).toBe(false);
      later(0);
      await policy({});
      await expect.poll(() => isIn(grace)).toBe(true);
    });

    it('has the shortest life that any of her orgs gives', async () => {
      await grace.post('/api/v1/orgs', { name: 'Strict', slug: 'strict' });
      const strict = { idleMinutes: 15, absoluteMinutes: 60, proofMinutes: 5, freshForPublish: true };
      const { orgs, org } = await grace.get<{ orgs: { id: string; slug: string }[]; org: { slug: string } }>(
        '/api/v1/me',
      );
      const idOf = (slug: string) => orgs.find((each) => each.slug === slug)!.id;
      if (org.slug !== 'strict') await grace.ask('POST', '/api/v1/me/org', { orgId: idOf('strict') });
      expect((await grace.ask('PUT', '/api/v1/session-policy', strict)).status).toBe(204);
      await grace.ask('POST', '/api/v1/me/org', { orgId: idOf('acme') });
      later(16);
      expect([await isIn(grace), await isIn(ada.person)]).toEqual([false, true]);
    });

    it('is seen by whoever may see it, and ended in every process within a second', async () => {
      const { items } = await ada.person.get<{ items: { id: string; person: { id: string } }[] }>('/api/v1/sessions');
      const hers = items.find(({ person }) => person.id === graceId)!;
      expect((await grace.ask('GET', '/api/v1/sessions')).status).toBe(403);
      const cookie = grace.cookie;
      const inOther = async () =>
        (await fetch(`${await other.app.getUrl()}/api/v1/me`, { headers: { cookie } })).status;
      expect(await inOther()).toBe(200);
      expect((await ada.person.ask('DELETE', `/api/v1/sessions/${hers.id}`)).status).toBe(204);
      await expect.poll(inOther).toBe(401);
      expect(await ada.person.ask('DELETE', `/api/v1/sessions/${hers.id}`)).toMatchObject({ status: 404 });
    });

    it('is left everywhere at once', async () => {
      const sessions = product.app.get(SessionService);
      const personId = (await ada.person.get<{ person: { id: string } }>('/api/v1/me')).person.id;
      const begun = await database.system.across('a second browser', (tx) =>
        sessions.beginIn(tx, { personId: personId as never }, { ip: null, userAgent: null }, new Date()),
      );
      expect(await sessions.bearerOf(begun.token, new Date())).not.toBeNull();
      expect((await ada.person.ask('POST', '/api/v1/me/sign-out-everywhere', {})).status).toBe(204);
      expect(await sessions.bearerOf(begun.token, new Date())).toBeNull();
      expect(await isIn(ada.person)).toBe(false);
    });
  });
});
