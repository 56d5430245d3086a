import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOTP } from 'otpauth';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, nextCode, type Owner, PASSWORD, Person, signIn } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FirstRun } from './first-run.js';
import { OrgProvisioning } from './org-provisioning.js';

interface Told {
  readonly code?: string;
  readonly detail?: string;
}

describe('set-up by a one-time link', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  let firstToken: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const ask = (path: string, body: object) => new Person(product.url, '').ask<Told>('POST', path, body);
  const firstRun = async (): Promise<URL | null> => product.app.get(FirstRun).link();
  const tokenOf = (link: string | URL): string => new URL(link).hash.slice(1);

  async function draftFor(token: string, email: string, over: object = {}): Promise<object> {
    const { secret } = await new Person(product.url, email).post<{ secret: string }>('/api/v1/setup/totp', {
      token,
      email,
    });
    const totpCode = new TOTP({ secret }).generate();
    return {
      token,
      org: { name: 'Acme', slug: 'acme' },
      owner: { name: 'Ada', email },
      credential: { kind: 'password', password: PASSWORD, totpCode },
      ...over,
    };
  }

  it('keeps its token out of every log: it stands in the fragment', async () => {
    const link = await firstRun();
    expect(link!.pathname).toBe('/setup');
    expect(link!.search).toBe('');
    expect(tokenOf(link!)).toMatch(/^[\w-]{43}$/);
  });

  it('says so when the link is made up, or has expired', async () => {
    expect(await ask('/api/v1/setup/inspect', { token: 'made-up' })).toMatchObject({
      status: 404,
      body: { code: 'setup.link_unknown' },
    });
    const token = tokenOf((await firstRun())!);
    product.clock.aheadMs = 24 * 3_600_000 + 1_000;
    expect(await ask('/api/v1/setup/inspect', { token })).toMatchObject({
      status: 404,
      body: { code: 'setup.link_expired' },
    });
    expect(await ask('/api/v1/setup/complete', { ...(await draftOf(token)) })).toMatchObject({
      status: 404,
      body: { code: 'setup.link_expired' },
    });
    product.clock.aheadMs = 0;
  });
  const draftOf = (token: string): Promise<object> =>
    Promise.resolve({
      token,
      org: { name: 'Acme', slug: 'acme' },
      owner: { name: 'Ada', email: 'ada@example.com' },
      credential: { kind: 'password', password: PASSWORD, totpCode: '123456' },
    });

  it('is not used up by a wrong code or a weak password, and makes nothing then', async () => {
    const token = tokenOf((await firstRun())!);
    const wrong = await draftFor(token, 'ada@example.com', {
      credential: { kind: 'password', password: PASSWORD, totpCode: '000000' },
    });
    expect(await ask('/api/v1/setup/complete', wrong)).toMatchObject({
      status: 422,
      body: { code: 'totp.code_wrong' },
    });
    const good = (await draftFor(token, 'ada@example.com')) as { credential: object };
    const weak = { ...good, credential: { ...good.credential, password: 'password1234' } };
    expect(await ask('/api/v1/setup/complete', weak)).toMatchObject({ status: 422, body: { code: 'password.weak' } });
    expect(await ask('/api/v1/setup/inspect', { token })).toMatchObject({ status: 200, body: { kind: 'first-run' } });
  });

  it('makes the first owner, who is signed in and owns the first org', async () => {
    const link = await firstRun();
    firstToken = tokenOf(link!);
    ada = await completeSetup(link!.href, { name: 'Acme', slug: 'acme' });
    expect(ada.recoveryCodes).toHaveLength(10);
    expect(await ada.person.get('/api/v1/me')).toMatchObject({
      org: { slug: 'acme' },
      permissions: expect.arrayContaining(['policy:publish']),
    });
  });

  it('works once, and a second opener is told so', async () => {
    expect(await ask('/api/v1/setup/inspect', { token: firstToken })).toMatchObject({
      status: 409,
      body: { code: 'setup.link_used' },
    });
    expect(await ask('/api/v1/setup/complete', await draftOf(firstToken))).toMatchObject({
      status: 409,
      body: { code: 'setup.link_used' },
    });
    expect(await firstRun()).toBeNull();
  });

  it('makes one account when it is completed several times at the same moment', async () => {
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', {
      email: 'grace@example.com',
      role: 'admin',
    });
    const draft = await draftFor(tokenOf(url), 'grace@example.com', { org: undefined });
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask('/api/v1/setup/complete', draft)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('is listed while it waits, and opens nothing once it is taken back', async () => {
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', {
      email: 'emmy@example.com',
      role: 'developer',
    });
    type Waiting = { items: { id: string; email: string }[]; nextCursor: string | null };
    const { items } = await ada.person.get<Waiting>('/api/v1/invitations');
    const [mine] = items;
    expect(mine).toMatchObject({ email: 'emmy@example.com', role: 'developer', invitedBy: 'ada@example.com' });
    expect(items.map(({ email }) => email)).not.toContain('grace@example.com');

    const takeBack = () => ada.person.ask('DELETE', `/api/v1/invitations/${mine!.id}`);
    expect(await takeBack()).toMatchObject({ status: 204 });
    expect(await ask('/api/v1/setup/inspect', { token: tokenOf(url) })).toMatchObject({
      status: 404,
      body: { code: 'setup.link_unknown' },
    });
    const after = await ada.person.get<Waiting>('/api/v1/invitations');
    expect(after.items.map(({ email }) => email)).not.toContain('emmy@example.com');
    expect(await takeBack()).toMatchObject({ status: 404, body: { code: 'invitation.not_found' } });
  });

  it('cannot be turned into an account of another address, nor take over one that exists', async () => {
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', {
      email: 'linus@example.com',
      role: 'developer',
    });
    const draft = await draftFor(tokenOf(url), 'mallory@example.com', { org: undefined });
    expect(await ask('/api/v1/setup/complete', draft)).toMatchObject({
      status: 422,
      body: { code: 'setup.email_fixed' },
    });

    const { ownerSetupUrl } = await product.app
      .get(OrgProvisioning)
      .provision({ slug: 'globex', name: 'Globex', ownerEmail: 'Ada@example.com', serviceAccount: false });
    const takeOver = await draftFor(tokenOf(ownerSetupUrl), 'ada@example.com', { org: undefined });
    expect(await ask('/api/v1/setup/complete', takeOver)).toMatchObject({
      status: 409,
      body: { code: 'person.email_taken' },
    });
    await ada.person.post('/api/v1/setup/accept', { token: tokenOf(ownerSetupUrl) });
    expect(await ada.person.get('/api/v1/me')).toMatchObject({
      org: { slug: 'globex' },
      orgs: [{ slug: 'acme' }, { slug: 'globex' }],
    });
  });

  it('gives an automation an account whose token works, and is refused with one letter changed', async () => {
    const order = { slug: 'initech', name: 'Initech', ownerEmail: 'bill@example.com', serviceAccount: true };
    const made = await product.app.get(OrgProvisioning).provision(order);
    expect(made.serviceAccount!.token).toMatch(/^cst_sa_[\w-]{43}$/);
    const members = (token: string) =>
      fetch(`${product.url}/api/v1/org`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await members(made.serviceAccount!.token)).json()).toMatchObject({ slug: 'initech' });
    expect((await members(`${made.serviceAccount!.token.slice(0, -1)}_`)).status).toBe(401);
    const again = await product.app.get(OrgProvisioning).provision(order);
    expect(again.org.id).toBe(made.org.id);
    expect(again.ownerSetupUrl).not.toBe(made.ownerSetupUrl);
  });
});

describe('members', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  let grace: Person;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', {
      email: 'grace@example.com',
      role: 'admin',
    });
    grace = (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, 'grace@example.com')).person;
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  const idOf = async (person: Person): Promise<string> =>
    (await person.get<{ person: { id: string } }>('/api/v1/me')).person.id;

  it('are listed with their roles, page by page', async () => {
    const first = await ada.person.get<{ items: object[]; nextCursor: string }>('/api/v1/members?limit=1');
    expect(first.items).toMatchObject([{ person: { email: 'ada@example.com' }, roles: ['owner'], status: 'active' }]);
    expect(await ada.person.get('/api/v1/members?search=GRA')).toMatchObject({
      items: [{ person: { email: 'grace@example.com' } }],
    });
    expect(await ada.person.get('/api/v1/members?search=%25')).toMatchObject({ items: [] });
    const second = await ada.person.get(`/api/v1/members?limit=1&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({
      items: [{ person: { email: 'grace@example.com' }, roles: ['admin'] }],
      nextCursor: null,
    });
  });

  it('cannot give what they do not have, nor leave the org without an owner', async () => {
    const [adaId, graceId] = [await idOf(ada.person), await idOf(grace)];
    expect(await grace.ask('PUT', `/api/v1/members/${graceId}/roles`, { roles: ['owner'] })).toMatchObject({
      status: 403,
      body: { code: 'role.not_yours' },
    });
    expect(await grace.ask('POST', '/api/v1/invitations', { email: 'x@example.com', role: 'owner' })).toMatchObject({
      status: 403,
    });
    expect(await grace.ask('PUT', `/api/v1/members/${adaId}/roles`, { roles: [] })).toMatchObject({ status: 403 });
    expect(await ada.person.ask('PUT', `/api/v1/members/${adaId}/roles`, { roles: ['admin'] })).toMatchObject({
      status: 409,
      body: { code: 'role.last_owner' },
    });
    expect(await ada.person.ask('PATCH', `/api/v1/members/${adaId}`, { status: 'suspended' })).toMatchObject({
      status: 409,
      body: { code: 'member.is_owner' },
    });
  });

  it('of one org are nobody in another', async () => {
    await grace.post('/api/v1/orgs', { name: 'Other', slug: 'other' });
    const me = await grace.get<{ orgs: { id: string; slug: string }[] }>('/api/v1/me');
    await grace.post('/api/v1/me/org', { orgId: me.orgs.find(({ slug }) => slug === 'other')!.id });
    const adaId = await idOf(ada.person);
    expect(await grace.ask('PUT', `/api/v1/members/${adaId}/roles`, { roles: ['developer'] })).toMatchObject({
      status: 404,
      body: { code: 'member.not_found' },
    });
    expect(await grace.get('/api/v1/members')).toMatchObject({
      items: [{ person: { email: 'grace@example.com' }, roles: ['owner'] }],
    });
    const other = me.orgs.find(({ slug }) => slug === 'other')!.id;
    expect(await ada.person.ask('POST', '/api/v1/me/org', { orgId: other })).toMatchObject({
      status: 404,
      body: { code: 'org.not_a_member' },
    });
    await grace.post('/api/v1/me/org', { orgId: me.orgs.find(({ slug }) => slug === 'acme')!.id });
  });

  it('who are suspended can do nothing in the org from that moment, until they are taken back', async () => {
    const graceId = await idOf(grace);
    expect((await grace.ask('GET', '/api/v1/org')).status).toBe(200);
    expect((await ada.person.ask('PATCH', `/api/v1/members/${graceId}`, { status: 'suspended' })).status).toBe(204);
    await expect.poll(async () => (await grace.ask('GET', '/api/v1/org')).status).toBe(403);
    expect(await ada.person.ask('PUT', `/api/v1/members/${graceId}/roles`, { roles: ['owner'] })).toMatchObject({
      status: 409,
    });
    expect((await ada.person.ask('PATCH', `/api/v1/members/${graceId}`, { status: 'active' })).status).toBe(204);
    await expect.poll(async () => (await grace.ask('GET', '/api/v1/org')).status).toBe(200);
  });
});

describe('sign-in', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let ada: Owner;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
  });
  afterAll(async () => {
    await product.close();
    await database.close();
  });

  /** As when the signal’s connection was lost: everything is looked up anew. */
  const forgetCallers = async (): Promise<void> => {
    const heard = new Promise<void>((resolve) => database.signal.on('caller.changed', () => resolve()));
    await database.system.across('have callers looked up anew', (tx) =>
      database.signal.notify(tx, { topic: 'caller.changed' }),
    );
    await heard;
  };
  const visitor = (email = 'ada@example.com'): Person => new Person(product.url, email);
  const begun = async (email?: string): Promise<Person> => {
    const person = visitor(email);
    await person.follow('/auth/login?returnTo=%2Fpolicy');
    return person;
  };
  const password = (person: Person, given = PASSWORD) =>
    person.ask<Told>('POST', '/api/v1/sign-in/password', { email: person.email, password: given });

  it('ends where it began, with a new session; the former one of the same browser is over', async () => {
    const person = visitor();
    const end = await signIn(person, { totp: nextCode(ada.totp) }, { returnTo: '/policy?version=3' });
    expect(`${end.pathname}${end.search}`).toBe('/policy?version=3');
    const former = person.cookie;
    await signIn(person, { recovery: ada.recoveryCodes[0]! });
    expect(person.cookie).not.toBe(former);
    expect((await fetch(`${product.url}/api/v1/me`, { headers: { cookie: former } })).status).toBe(401);
  });

  it('takes a recovery code once, as people type it', async () => {
    const code = ada.recoveryCodes[1]!;
    await signIn(visitor(), { recovery: code.toLowerCase().replaceAll('-', ' ') });
    await expect(signIn(visitor(), { recovery: code })).rejects.toThrow(/recovery\.code_wrong/);
  });

  it('takes a code of the app once', async () => {
    product.clock.aheadMs += 120_000;
    const code = ada.totp.generate({ timestamp: product.clock.now().getTime() });
    await signIn(visitor(), { totp: code });
    await expect(signIn(visitor(), { totp: code })).rejects.toThrow(/totp\.code_used/);
  });

  it('answers the same for an account that does not exist as for a wrong password', async () => {
    const [known, unknown] = [await begun(), await begun('nobody@example.com')];
    const answers = [await password(known, 'wrong wrong wrong'), await password(unknown, 'wrong wrong wrong')];
    const told = answers.map(({ status, body: { code, detail } }) => ({ status, code, detail }));
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ status: 422, code: 'sign_in.refused' });
  });

  it('asks for the password before any second factor', async () => {
    const person = await begun();
    expect(await person.ask('POST', '/api/v1/sign-in/totp', { code: nextCode(ada.totp) })).toMatchObject({
      status: 404,
      body: { code: 'sign_in.expired' },
    });
    expect(await visitor().ask('GET', '/api/v1/sign-in')).toMatchObject({
      status: 404,
      body: { code: 'sign_in.expired' },
    });
    expect(await person.get('/api/v1/sign-in')).toEqual({ client: 'Castellan console', step: 'identify' });
    await password(person);
    expect(await person.get('/api/v1/sign-in')).toMatchObject({ step: 'totp' });
  });

  it('finishes only in the browser that began it', async () => {
    const person = await begun();
    await password(person);
    product.clock.aheadMs += 60_000;
    const code = ada.totp.generate({ timestamp: product.clock.now().getTime() });
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/sign-in/totp', { code });
    expect((await visitor().ask('GET', redirectTo)).status).toBeGreaterThanOrEqual(400);
    const resumed = await person.ask('GET', redirectTo);
    const callback = resumed.headers.get('location')!;
    expect(callback).toContain('/auth/callback?code=');
    const stranger = visitor();
    await stranger.follow('/auth/login');
    expect((await stranger.ask('GET', callback)).headers.get('location')).toBe('/login?refused');
    expect((await stranger.ask('GET', '/api/v1/me')).status).toBe(401);
    expect((await person.ask('GET', callback)).headers.get('location')).toBe('/policy');
  });

  it('takes an authorization code once, and only with its verifier', async () => {
    const person = await begun();
    await password(person);
    product.clock.aheadMs += 60_000;
    const code = ada.totp.generate({ timestamp: product.clock.now().getTime() });
    const { redirectTo } = await person.post<{ redirectTo: string }>('/api/v1/sign-in/totp', { code });
    const callback = (await person.ask('GET', redirectTo)).headers.get('location')!;
    const form = {
      grant_type: 'authorization_code',
      client_id: 'castellan-console',
      code: new URL(callback).searchParams.get('code')!,
      redirect_uri: `${product.url}/auth/callback`,
      code_verifier: 'x'.repeat(43),
    };
    const stolen = await fetch(`${product.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(await stolen.json()).toMatchObject({ error: 'invalid_grant' });
    const cookie = person.cookie;
    expect((await person.ask('GET', callback)).headers.get('location')).toBe('/policy');
    const replayed = await fetch(callback, { redirect: 'manual', headers: { cookie } });
    expect(replayed.headers.get('location')).toBe('/login?refused');
    expect(replayed.headers.getSetCookie().some((line) => line.startsWith('castellan_session='))).toBe(false);
  });

  it.each(
    ['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)', '/%0d%0aSet-Cookie:x'].map(
      (path, index) => [index, path] as const,
    ),
  )('never leads away, whatever it is asked to return to (%i: %s)', async (index, returnTo) => {
    const end = await signIn(visitor(), { recovery: ada.recoveryCodes[2 + index]! }, { returnTo });
    expect(end.origin).toBe(product.url);
  });

  it('asks for the token of the session with everything that changes something', async () => {
    product.clock.aheadMs += 60_000;
    const person = visitor();
    await signIn(person, { totp: ada.totp.generate({ timestamp: product.clock.now().getTime() }) });
    const { csrfToken } = await person.get<{ csrfToken: string }>('/api/v1/me');
    const logout = (headers: Record<string, string>) =>
      fetch(`${product.url}/auth/logout`, { method: 'POST', headers: { cookie: person.cookie, ...headers } });
    expect((await logout({ origin: product.url })).status).toBe(403);
    expect((await logout({ origin: product.url, 'x-csrf-token': `${csrfToken.slice(0, -2)}AA` })).status).toBe(403);
    expect((await logout({ origin: 'https://evil.example', 'x-csrf-token': csrfToken })).status).toBe(403);
    expect((await logout({ 'sec-fetch-site': 'cross-site', 'x-csrf-token': csrfToken })).status).toBe(403);
    expect((await logout({ origin: product.url, 'x-csrf-token': csrfToken })).status).toBe(204);
  });

  it('ends a session that is idle for half a day', async () => {
    const person = visitor();
    await signIn(person, { recovery: ada.recoveryCodes[8]! });
    const before = product.clock.aheadMs;
    for (const hours of [11, 22]) {
      product.clock.aheadMs = before + hours * 3_600_000;
      await forgetCallers();
      expect((await person.ask('GET', '/api/v1/me')).status).toBe(200);
    }
    product.clock.aheadMs = before + 35 * 3_600_000;
    expect((await person.ask('GET', '/api/v1/me')).status).toBe(401);
    product.clock.aheadMs = before;
  });

  it('limits guesses at a password and at a second factor, with a time to wait', async () => {
    const guesser = await begun();
    const answers = [];
    for (let guess = 0; guess < 11; guess += 1) answers.push(await password(guesser, `guess number ${guess}`));
    expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'sign_in.too_many_attempts' } });
    expect(Number(answers.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(60);

    product.clock.aheadMs += 16 * 60_000;
    const second = await begun();
    expect((await password(second)).status).toBe(200);
    const codes = [];
    for (let guess = 0; guess < 9; guess += 1)
      codes.push((await second.ask('POST', '/api/v1/sign-in/totp', { code: '000000' })).status);
    expect(codes.at(-1)).toBe(429);
  });
});
