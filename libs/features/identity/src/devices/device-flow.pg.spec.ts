import { createHash, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { type MachineId, newId, type OrgId, type PrincipalId } from '#kernel';
import { sql } from '#platform/database/rows';
import { Authenticator } from '#platform/http';
import type { FastifyRequest } from 'fastify';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort, until } from '../../../../../test/peers/peer.js';
import { MachineCredentials } from './machine-credentials.js';

/** From now on no machine can be signed out: as if the server failed just there. */
const REFUSING = `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
  create trigger refusing before update on machine_grants for each row when (new.revoked_at is not null) execute function refuse()`;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
interface Key {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}
interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly error?: string;
}

let database: TestDatabase;
let product: IdentityApp;
let second: IdentityApp;
let ada: Owner;
let acme: OrgId;
let key: Key;

beforeAll(async () => {
  database = await openTestDatabase();
  product = await startIdentityApp(database, await freePort());
  // A second process of the same installation, behind the same public address.
  second = await startIdentityApp(database, await freePort(), product.url);
  const link = await product.app.get(FirstRun).link();
  ada = await completeSetup(link!.href, { name: 'Acme', slug: 'acme' });
  acme = (await ada.person.get<{ org: { id: OrgId } }>('/api/v1/me')).org.id;
  key = await newKey();
});
afterAll(async () => {
  await second.close();
  await product.close();
  await database.close();
});

async function newKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { privateKey, jwk: await exportJWK(publicKey) };
}

interface ProofOf {
  readonly token?: string;
  readonly iat?: number;
  readonly jti?: string;
  readonly by?: Key;
}

function proof(method: string, path: string, { token, iat, jti, by = key }: ProofOf = {}): Promise<string> {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return new SignJWT({ jti: jti ?? randomUUID(), htm: method, htu: `${product.url}${path}`, ...ath })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: by.jwk })
    .setIssuedAt(iat ?? Math.floor(product.clock.now().getTime() / 1_000))
    .sign(by.privateKey);
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each endpoint answers in a shape of its own
async function oauth<T>(
  path: string,
  form: Record<string, string>,
  dpop?: string,
): Promise<{ status: number; body: T }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...(dpop !== undefined && { dpop }) };
  const response = await fetch(`${product.url}${path}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ client_id: 'castellan-cli', ...form }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
}

const startDevice = async () =>
  (
    await oauth<{ device_code: string; user_code: string; verification_uri_complete: string }>('/oauth/device/auth', {
      scope: 'openid offline_access machine',
      castellan_hostname: 'build-7\u202e',
      castellan_os: 'linux',
    })
  ).body;
const redeem = async (device_code: string, dpop?: string) =>
  oauth<Tokens>(
    '/oauth/token',
    { grant_type: DEVICE_GRANT, device_code },
    dpop ?? (await proof('POST', '/oauth/token')),
  );
const refresh = async (refresh_token: string, by = key) =>
  oauth<Tokens>(
    '/oauth/token',
    { grant_type: 'refresh_token', refresh_token },
    await proof('POST', '/oauth/token', { by }),
  );

async function connect(): Promise<Tokens> {
  const { device_code, user_code } = await startDevice();
  await ada.person.post('/api/v1/device/approve', { userCode: user_code, orgId: acme });
  const { status, body } = await redeem(device_code);
  expect(status).toBe(200);
  return body;
}

/** A request as the machine API would receive it, put before the product's own authenticator. */
function requestOf(app: IdentityApp, method: string, path: string, headers: Record<string, string>): FastifyRequest {
  const server = app.app.getHttpAdapter().getInstance();
  return {
    method,
    url: path,
    headers,
    cookies: {},
    ip: '127.0.0.1',
    id: randomUUID(),
    server,
  } as unknown as FastifyRequest;
}
const knock = async (
  token: string,
  {
    method = 'GET',
    path = '/agent/v1/bundle',
    dpop,
    app = product,
  }: { method?: string; path?: string; dpop?: string; app?: IdentityApp } = {},
) => {
  const shown = dpop ?? (await proof(method, path, { token }));
  return app.app
    .get(Authenticator, { strict: false })
    .authenticate(requestOf(app, method, path, { authorization: `DPoP ${token}`, dpop: shown }));
};

async function enrol(tokens: Tokens): Promise<MachineId> {
  const machineId = newId<'Machine'>(new Date());
  const credentials = product.app.get(MachineCredentials, { strict: false });
  const path = '/agent/v1/enroll';
  const request = requestOf(product, 'POST', path, {
    authorization: `DPoP ${tokens.access_token}`,
    dpop: await proof('POST', path, { token: tokens.access_token }),
  });
  const presented = await credentials.presented(request);
  expect(presented).toMatchObject({ orgId: acme, machineId: null });
  await database.db.within({ orgId: acme }, (tx) =>
    credentials.bind(tx, { orgId: acme }, presented.grantId, { machineId, label: 'build-7' }),
  );
  return machineId;
}

/** The kinds of all entries of the org's ledger. */
async function trail(): Promise<readonly string[]> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  const { rows } = await client.query<{ kind: string }>('select kind from ledger_entries');
  await client.end();
  return rows.map(({ kind }) => kind);
}

describe('a machine that signs in by the device flow', () => {
  it('shows the person who asks for what, without letters that could mislead her', async () => {
    const { user_code, verification_uri_complete } = await startDevice();
    expect(verification_uri_complete).toBe(`${product.url}/device?user_code=${user_code}`);
    const shown = await ada.person.post('/api/v1/device/inspect', {
      userCode: user_code.toLowerCase().replace('-', ' '),
    });
    expect(shown).toMatchObject({
      machine: { hostname: 'build-7', os: 'linux', ip: '127.0.0.1' },
      scopes: ['openid', 'offline_access', 'machine'],
    });
  });

  it('gets nothing before the person has approved, nothing after she has denied, and nothing for a second answer', async () => {
    const { device_code, user_code } = await startDevice();
    expect((await redeem(device_code)).body).toMatchObject({ error: 'authorization_pending' });
    await ada.person.post('/api/v1/device/deny', { userCode: user_code });
    expect(await ada.person.ask('POST', '/api/v1/device/approve', { userCode: user_code, orgId: acme })).toMatchObject({
      status: 409,
      body: { code: 'device.code_used' },
    });
    expect((await redeem(device_code)).body).toMatchObject({ error: 'access_denied' });
  });

  it('gets tokens that are bound to its key and short-lived, and none without a proof', async () => {
    const { device_code, user_code } = await startDevice();
    await ada.person.post('/api/v1/device/approve', { userCode: user_code, orgId: acme });
    expect((await oauth<Tokens>('/oauth/token', { grant_type: DEVICE_GRANT, device_code })).status).toBe(400);
    const { body } = await redeem(device_code);
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 600 });
    expect(body.refresh_token).toBeDefined();
  });

  it('cannot be approved for an org that the person does not belong to', async () => {
    const { user_code } = await startDevice();
    const stranger = await database.createOrg('Stranger');
    expect(
      await ada.person.ask('POST', '/api/v1/device/approve', { userCode: user_code, orgId: stranger }),
    ).toMatchObject({ status: 404 });
  });

  it('is approved once, also when two people press at the same moment', async () => {
    const { user_code } = await startDevice();
    const answers = await Promise.all(
      [1, 2, 3].map(() => ada.person.ask('POST', '/api/v1/device/approve', { userCode: user_code, orgId: acme })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
  });

  it('ends the whole family when a device code is redeemed twice', async () => {
    const { device_code, user_code } = await startDevice();
    await ada.person.post('/api/v1/device/approve', { userCode: user_code, orgId: acme });
    const { body: tokens } = await redeem(device_code);
    expect((await redeem(device_code)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('finds its guesses at user codes limited', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1)
      statuses.push(
        (await ada.person.ask('POST', '/api/v1/device/inspect', { userCode: `BBBB-CCC${'BCDFGHJKLMNP'[guess]}` }))
          .status,
      );
    expect(statuses[0]).toBe(404);
    expect(statuses.at(-1)).toBe(429);
    product.clock.aheadMs += 16 * 60_000;
    expect((await ada.person.ask('POST', '/api/v1/device/inspect', { userCode: 'BBBB-CCCC' })).status).toBe(404);
    product.clock.aheadMs -= 16 * 60_000;
    await database.system.across('let the next test guess', (tx) => sql(tx).query('delete from sign_in_attempts'));
  });
});

describe('a refresh token', () => {
  it('is good once; used again, it ends every token of its family in every process, and the ledger says so', async () => {
    const first = await connect();
    const machineId = await enrol(first);
    await expect(knock(first.access_token)).resolves.toMatchObject({
      principal: { kind: 'machine', id: machineId },
      orgId: acme,
    });
    const { body: next } = await refresh(first.refresh_token);
    await expect(knock(next.access_token, { app: second })).resolves.toMatchObject({ principal: { id: machineId } });
    expect((await refresh(first.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(next.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    await until(() => expect(knock(next.access_token, { app: second })).rejects.toThrow(/castellan login/));
    await expect(knock(next.access_token)).rejects.toThrow(/castellan login/);
    expect(await trail()).toContain('admin.credential.reused');
  });

  it('is answered once when it is used many times at the same moment', async () => {
    const { refresh_token } = await connect();
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    for (const { body } of answers)
      if (body.refresh_token) expect((await refresh(body.refresh_token)).status).toBe(400);
  });

  it('is worth nothing with another key', async () => {
    const { refresh_token } = await connect();
    expect((await refresh(refresh_token, await newKey())).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('ends its family when the machine signs out', async () => {
    const tokens = await connect();
    await enrol(tokens);
    expect(
      (await oauth('/oauth/revoke', { token: tokens.refresh_token }, await proof('POST', '/oauth/revoke'))).status,
    ).toBe(200);
    await expect(knock(tokens.access_token)).rejects.toThrow();
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    expect(await trail()).toContain('admin.credential.signed_out');
  });
});

describe('a machine’s access token', () => {
  let tokens: Tokens;
  let machineId: MachineId;
  const path = '/otlp/v1/logs';
  beforeAll(async () => {
    tokens = await connect();
    await expect(knock(tokens.access_token)).rejects.toThrow(/Enrol/);
    machineId = await enrol(tokens);
  });

  it('opens an unsafe request once with one proof, whichever process is asked', async () => {
    const dpop = await proof('POST', path, { token: tokens.access_token });
    await expect(knock(tokens.access_token, { method: 'POST', path, dpop })).resolves.toMatchObject({ method: 'dpop' });
    for (const app of [product, second])
      await expect(knock(tokens.access_token, { method: 'POST', path, dpop, app })).rejects.toThrow(/used already/);
  });

  it('opens a safe request again with the same proof, within its minute', async () => {
    const dpop = await proof('GET', '/agent/v1/bundle', { token: tokens.access_token });
    for (let time = 0; time < 3; time += 1) await expect(knock(tokens.access_token, { dpop })).resolves.not.toBeNull();
    product.clock.aheadMs += 61_000;
    await expect(knock(tokens.access_token, { dpop })).rejects.toThrow(/dated/);
    product.clock.aheadMs -= 61_000;
  });

  it.each([
    ['another method', () => proof('GET', path, { token: tokens.access_token })],
    ['another address', () => proof('POST', '/agent/v1/heartbeat', { token: tokens.access_token })],
    ['another token', () => proof('POST', path, { token: tokens.refresh_token })],
    ['no token', () => proof('POST', path)],
    [
      'another time',
      () => proof('POST', path, { token: tokens.access_token, iat: Math.floor(Date.now() / 1_000) - 3_600 }),
    ],
    [
      'a time to come',
      () => proof('POST', path, { token: tokens.access_token, iat: Math.floor(Date.now() / 1_000) + 3_600 }),
    ],
    ['another key', async () => proof('POST', path, { token: tokens.access_token, by: await newKey() })],
    ['nothing', () => Promise.resolve('no.proof.atall')],
  ])('opens nothing with a proof for %s', async (_what, make) => {
    await expect(knock(tokens.access_token, { method: 'POST', path, dpop: await make() })).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it('opens nothing as a bearer token, and nothing once it has expired', async () => {
    const authenticator = product.app.get(Authenticator, { strict: false });
    await expect(
      authenticator.authenticate(requestOf(product, 'GET', path, { authorization: `Bearer ${tokens.access_token}` })),
    ).rejects.toMatchObject({ kind: 'unauthenticated' });
    product.clock.aheadMs += 601_000;
    await expect(knock(tokens.access_token)).rejects.toMatchObject({ kind: 'unauthenticated' });
    product.clock.aheadMs -= 601_000;
  });

  it('is refused everywhere within a second of the machine’s revocation, and so is its refresh token', async () => {
    const credentials = product.app.get(MachineCredentials, { strict: false });
    await expect(knock(tokens.access_token, { app: second })).resolves.not.toBeNull();
    const ctx = contextOf(acme, {
      now: new Date(),
      principal: { kind: 'person', id: randomUUID() as PrincipalId, label: 'ada@example.com' },
    });
    await database.db.within(ctx, (tx) => credentials.revokeAll(tx, ctx, machineId));
    await until(() =>
      expect(knock(tokens.access_token, { app: second })).rejects.toMatchObject({ kind: 'unauthenticated' }),
    );
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('a machine in the hands of whoever connected it', () => {
  const enrolled = async (): Promise<Tokens & { machineId: MachineId }> => {
    const tokens = await connect();
    return { ...tokens, machineId: await enrol(tokens) };
  };
  const isOut = (tokens: Tokens): Promise<unknown> =>
    expect
      .poll(() =>
        knock(tokens.access_token, { app: second }).then(
          () => 'in',
          () => 'out',
        ),
      )
      .toBe('out');
  const devices = async (of = ada.person) => (await of.get<{ items: { id: string }[] }>('/api/v1/me/devices')).items;

  it('is signed out alone, in every process within a second, and no other with it', async () => {
    const before = (await devices()).map(({ id }) => id);
    const [lost, kept] = [await enrolled(), await enrolled()];
    const one = (await devices()).find(({ id }) => !before.includes(id))!;
    expect((await ada.person.ask('DELETE', `/api/v1/me/devices/${one.id}`)).status).toBe(204);
    const out = await Promise.all(
      [lost, kept].map(({ access_token }) =>
        knock(access_token).then(
          () => 'in',
          () => 'out',
        ),
      ),
    );
    expect(out.toSorted()).toEqual(['in', 'out']);
    expect((await ada.person.ask('DELETE', `/api/v1/me/devices/${one.id}`)).status).toBe(404);
  });

  it('stays when she leaves everywhere, and goes too where she says so, with what it could refresh', async () => {
    const email = 'leaving@example.com';
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', { email, role: 'developer' });
    const { person } = await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email);
    const { device_code, user_code } = await startDevice();
    await person.post('/api/v1/device/approve', { userCode: user_code, orgId: acme });
    const { body: tokens } = await redeem(device_code);
    await enrol(tokens);
    expect(await devices(person)).toHaveLength(1);
    expect((await person.ask('POST', '/api/v1/me/sign-out-everywhere', { machines: false })).status).toBe(204);
    await expect(knock(tokens.access_token)).resolves.toMatchObject({ method: 'dpop' });
    const again = await completeSetup(
      (await ada.person.post<{ url: string }>('/api/v1/invitations', { email: 'going@example.com', role: 'developer' }))
        .url,
      { name: 'ignored', slug: 'ignored' },
      'going@example.com',
    );
    const other = await startDevice();
    await again.person.post('/api/v1/device/approve', { userCode: other.user_code, orgId: acme });
    const { body: going } = await redeem(other.device_code);
    await enrol(going);
    expect((await again.person.ask('POST', '/api/v1/me/sign-out-everywhere', { machines: true })).status).toBe(204);
    await isOut(going);
    expect((await refresh(going.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await again.person.ask('GET', '/api/v1/me')).status).toBe(401);
  });

  it('stays with her session where something fails before both are ended, and both end the next time', async () => {
    const email = 'halfway@example.com';
    const { url } = await ada.person.post<{ url: string }>('/api/v1/invitations', { email, role: 'developer' });
    const { person } = await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email);
    const { device_code, user_code } = await startDevice();
    await person.post('/api/v1/device/approve', { userCode: user_code, orgId: acme });
    const { body: tokens } = await redeem(device_code);
    await enrol(tokens);
    await asOwner(database.adminUrl, REFUSING);
    expect((await person.ask('POST', '/api/v1/me/sign-out-everywhere', { machines: true })).status).toBe(500);
    await asOwner(database.adminUrl, 'drop trigger refusing on machine_grants');
    expect((await person.ask('GET', '/api/v1/me')).status).toBe(200);
    await expect(knock(tokens.access_token)).resolves.toMatchObject({ method: 'dpop' });
    expect((await person.ask('POST', '/api/v1/me/sign-out-everywhere', { machines: true })).status).toBe(204);
    await isOut(tokens);
    expect((await person.ask('GET', '/api/v1/me')).status).toBe(401);
  });
});

describe('a machine that enrols by an enrolment token', () => {
  it('gets tokens of its own that refresh, and that die when its enrolment is rolled back', async () => {
    const credentials = product.app.get(MachineCredentials, { strict: false });
    const { calculateJwkThumbprint } = await import('jose');
    const keyThumbprint = await calculateJwkThumbprint(key.jwk);
    const ctx = { orgId: acme, now: new Date() };
    const machine = { machineId: newId<'Machine'>(new Date()), label: 'kiosk', keyThumbprint };
    const tokens = await database.db.within(ctx, (tx) => credentials.issueFor(tx, ctx, machine));
    await expect(knock(tokens.access_token)).resolves.toMatchObject({
      principal: { id: machine.machineId, label: 'kiosk' },
    });
    const { status, body } = await refresh(tokens.refresh_token);
    expect(status).toBe(200);
    await expect(knock(body.access_token)).resolves.toMatchObject({ principal: { id: machine.machineId } });

    let orphan: Tokens | undefined;
    await database.db
      .within(ctx, async (tx) => {
        orphan = await credentials.issueFor(tx, ctx, { ...machine, machineId: newId<'Machine'>(new Date()) });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await expect(knock(orphan!.access_token)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('proves its key once before it has a token', async () => {
    const credentials = product.app.get(MachineCredentials, { strict: false });
    const path = '/agent/v1/enroll';
    const request = requestOf(product, 'POST', path, { dpop: await proof('POST', path) });
    await expect(credentials.provenKey(request)).resolves.toMatch(/^[\w-]{43}$/);
    await expect(credentials.provenKey(request)).rejects.toThrow(/used already/);
  });

  it('cannot take a grant that another machine has taken', async () => {
    const tokens = await connect();
    await enrol(tokens);
    const credentials = product.app.get(MachineCredentials, { strict: false });
    const path = '/agent/v1/enroll';
    const request = requestOf(product, 'POST', path, {
      authorization: `DPoP ${tokens.access_token}`,
      dpop: await proof('POST', path, { token: tokens.access_token }),
    });
    const { grantId } = await credentials.presented(request);
    const again = { machineId: newId<'Machine'>(new Date()), label: 'twin' };
    await expect(
      database.db.within({ orgId: acme }, (tx) => credentials.bind(tx, { orgId: acme }, grantId, again)),
    ).rejects.toThrow(/used already/);
  });
});

describe('the tables', () => {
  it('hold no token, code or cookie in the clear', async () => {
    const tokens = await connect();
    const { user_code, device_code } = await startDevice();
    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    const { rows: names } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    );
    for (const { name } of names) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from "${name}" t`);
      const all = rows.map(({ row }) => row).join('\n');
      for (const secret of [
        tokens.access_token,
        tokens.refresh_token,
        device_code,
        user_code.replace('-', ''),
        ada.recoveryCodes[0]!,
      ]) {
        const hex = Buffer.from(secret).toString('hex');
        expect(all.includes(secret) || all.includes(hex), name).toBe(false);
      }
    }
    await client.end();
  });

  it('take no row that was exchanged for another', async () => {
    const [mine, theirs] = [await connect(), await connect()];
    await enrol(mine);
    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    const hash = (token: string) => createHash('sha256').update(token).digest();
    await client.query(
      "update provider_payloads set sealed = (select sealed from provider_payloads where kind = 'AccessToken' and id_hash = $1) where kind = 'AccessToken' and id_hash = $2",
      [hash(mine.access_token), hash(theirs.access_token)],
    );
    await client.end();
    await expect(knock(theirs.access_token)).rejects.toThrow();
  });
});

describe('a session', () => {
  it('is over in every process within a second of its end', async () => {
    const { items } = await ada.person.get<{ items: { id: string; current: boolean }[] }>('/api/v1/me/sessions');
    const current = items.find((each) => each.current)!;
    const elsewhere = () =>
      fetch(`http://127.0.0.1:${new URL(second.url).port}/api/v1/me`, { headers: { cookie: ada.person.cookie } });
    expect((await elsewhere()).status).toBe(200);
    expect((await ada.person.ask('DELETE', `/api/v1/me/sessions/${current.id}`)).status).toBe(204);
    await until(async () => expect((await elsewhere()).status).toBe(401));
  });
});
