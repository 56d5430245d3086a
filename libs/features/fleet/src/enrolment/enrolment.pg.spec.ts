import { createHash, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { PoliciesHttpModule } from '#features/policies';
import type { OrgId } from '#kernel';
import { rows } from '#platform/database/rows';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, type Owner } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { FleetHttpModule } from '../fleet.module.js';

let database: TestDatabase;
let product: IdentityApp;
let ada: Owner;
let acme: OrgId;
beforeAll(async () => {
  database = await openTestDatabase();
  product = await startIdentityApp(database, await freePort(), undefined, [PoliciesHttpModule, FleetHttpModule]);
  const link = await product.app.get(FirstRun, { strict: false }).link();
  ada = await completeSetup(link!.href, { name: 'Acme', slug: 'acme' });
  acme = (await ada.person.get<{ org: { id: OrgId } }>('/api/v1/me')).org.id;
});
afterAll(async () => {
  await product.close();
  await database.close();
});

interface Key {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}
interface Answer {
  readonly status: number;
  readonly body: {
    machineId?: string;
    code?: string;
    detail?: string;
    tokens?: { access_token: string };
    trust?: { keys: object[]; ledgerKey: object };
    org?: object;
  };
}

async function newKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { privateKey, jwk: await exportJWK(publicKey) };
}

function proof({ privateKey, jwk }: Key, method: string, path: string, token?: string): Promise<string> {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return new SignJWT({ jti: randomUUID(), htm: method, htu: `${product.url}${path}`, ...ath })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
    .setIssuedAt(Math.floor(product.clock.now().getTime() / 1_000))
    .sign(privateKey);
}

const ENROLL = '/agent/v1/enroll';
const FACTS = { hostname: 'build-7', os: 'linux', arch: 'x64', programVersion: '0.1.0' };

async function post(path: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
  const response = await fetch(`${product.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
}

const enrolBy = async (token: string, key: Key, facts: object = FACTS): Promise<Answer> =>
  post(ENROLL, { authorization: `Bearer ${token}`, dpop: await proof(key, 'POST', ENROLL) }, facts);
const newToken = (over: object = {}): Promise<{ id: string; token: string }> =>
  ada.person.post('/api/v1/enrolment-tokens', { label: 'fleet manager', expiresInHours: 1, uses: 1, ...over });

async function bundleOf(token: string, key: Key): Promise<number> {
  const path = '/agent/v1/bundle';
  const headers = { authorization: `DPoP ${token}`, dpop: await proof(key, 'GET', path, token) };
  return (await fetch(`${product.url}${path}`, { headers })).status;
}

/** The access token of a machine that ada approved on the device page. */
async function approved(key: Key): Promise<string> {
  const oauth = async (path: string, form: Record<string, string>, dpop?: string): Promise<Record<string, string>> => {
    const body = new URLSearchParams({ client_id: 'castellan-cli', ...form });
    const headers: Record<string, string> = dpop === undefined ? {} : { dpop };
    return (await fetch(`${product.url}${path}`, { method: 'POST', headers, body })).json() as Promise<
      Record<string, string>
    >;
  };
  const asked = await oauth('/oauth/device/auth', {
    scope: 'openid offline_access machine',
    castellan_hostname: 'laptop',
  });
  await ada.person.post('/api/v1/device/approve', { userCode: asked['user_code'], orgId: acme });
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: asked['device_code'] ?? '' };
  return (await oauth('/oauth/token', form, await proof(key, 'POST', '/oauth/token')))['access_token'] ?? '';
}
const enrolAs = async (token: string, key: Key): Promise<Answer> =>
  post(
    ENROLL,
    { authorization: `DPoP ${token}`, dpop: await proof(key, 'POST', ENROLL, token) },
    { ...FACTS, hostname: 'laptop' },
  );

const machines = async (
  query = '',
): Promise<{ id: string; hostname: string; status: string; person: { label: string } | null }[]> =>
  (
    await ada.person.get<{
      items: { id: string; hostname: string; status: string; person: { label: string } | null }[];
    }>(`/api/v1/machines${query}`)
  ).items;

describe('enrolling by a token', () => {
  it('gives the machine its org, whom to trust, and tokens that open its own doors at once', async () => {
    const key = await newKey();
    const { status, body } = await enrolBy((await newToken()).token, key);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      org: { slug: 'acme', name: 'Acme' },
      trust: { keys: [{}], ledgerKey: { name: `castellan/${acme}` } },
    });
    // No policy yet: the door is open, and there is nothing behind it.
    expect(await bundleOf(body.tokens!.access_token, key)).toBe(404);
    expect(await machines()).toContainEqual(
      expect.objectContaining({ id: body.machineId, hostname: 'build-7', status: 'connected', person: null }),
    );
  });

  it('needs the proof of a key, and takes each proof once', async () => {
    const [{ token }, key] = [await newToken({ uses: 5 }), await newKey()];
    expect((await post(ENROLL, { authorization: `Bearer ${token}` }, FACTS)).status).toBe(401);
    const headers = { authorization: `Bearer ${token}`, dpop: await proof(key, 'POST', ENROLL) };
    expect((await post(ENROLL, headers, FACTS)).status).toBe(201);
    expect((await post(ENROLL, headers, FACTS)).status).toBe(401);
  });

  it('lets in as many machines as the token allows, also when they come at once', async () => {
    const { token } = await newToken({ uses: 3 });
    const keys = await Promise.all(Array.from({ length: 6 }, newKey));
    const answers = await Promise.all(keys.map((key) => enrolBy(token, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 401, 401, 401]);
    expect(answers.find(({ status }) => status === 401)?.body.detail).toMatch(/used up/);
  });

  it('takes no further use for a machine that comes again, and ends what it had', async () => {
    const [{ token }, key] = [await newToken(), await newKey()];
    const first = await enrolBy(token, key);
    const again = await enrolBy(token, key, { ...FACTS, hostname: 'renamed' });
    expect([again.status, again.body.machineId]).toEqual([201, first.body.machineId]);
    await expect.poll(() => bundleOf(first.body.tokens!.access_token, key)).toBe(401);
    expect(await bundleOf(again.body.tokens!.access_token, key)).toBe(404);
    expect(await machines('?q=RENAMED')).toHaveLength(1);
  });

  it('is refused with a token that is revoked, expired, unknown or of another org', async () => {
    const key = await newKey();
    const revoked = await newToken({ uses: 9 });
    expect(await ada.person.ask('DELETE', `/api/v1/enrolment-tokens/${revoked.id}`)).toMatchObject({ status: 204 });
    expect((await enrolBy(revoked.token, key)).body).toMatchObject({
      code: 'enrolment.token_refused',
      detail: expect.stringMatching(/revoked/) as string,
    });
    const stranger = await database.createOrg('Stranger');
    const moved = `cst_enrol_${Buffer.concat([Buffer.from(stranger.replaceAll('-', ''), 'hex'), Buffer.from((await newToken()).token.slice(10), 'base64url').subarray(16)]).toString('base64url')}`;
    for (const text of [moved, 'cst_enrol_x', 'nonsense']) expect((await enrolBy(text, key)).status).toBe(401);
    const expiring = await newToken({ expiresInHours: 1 });
    product.clock.aheadMs += 3_600_001;
    expect((await enrolBy(expiring.token, key)).body.detail).toMatch(/expired/);
    product.clock.aheadMs -= 3_600_001;
  });

  it('keeps only a hash of the token', async () => {
    const { token, id } = await newToken();
    const kept = await database.db.within({ orgId: acme }, (tx) =>
      rows(tx).enrolmentToken.findFirst({ where: { orgId: acme, id } }),
    );
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(Buffer.from(kept!.tokenHash)).toEqual(createHash('sha256').update(token).digest());
    expect(JSON.stringify(await ada.person.get('/api/v1/enrolment-tokens'))).not.toContain(token);
  });
});

describe('enrolling after a person has approved', () => {
  it('makes the machine hers, and the same machine when the answer was lost', async () => {
    const key = await newKey();
    const token = await approved(key);
    const first = await enrolAs(token, key);
    expect([first.status, first.body.tokens]).toEqual([201, undefined]);
    const again = await enrolAs(token, key);
    expect([again.status, again.body.machineId]).toEqual([201, first.body.machineId]);
    const [listed] = await machines('?q=ada@');
    expect(listed).toMatchObject({
      id: first.body.machineId,
      hostname: 'laptop',
      person: { label: 'ada@example.com' },
    });
    expect(await bundleOf(token, key)).toBe(404);
  });

  it('keeps the machine when she signs in again on it, and ends its earlier credentials', async () => {
    const key = await newKey();
    const [earlier, later] = [await approved(key), await approved(key)];
    const first = await enrolAs(earlier, key);
    const second = await enrolAs(later, key);
    expect(second.body.machineId).toBe(first.body.machineId);
    await expect.poll(() => bundleOf(earlier, key)).toBe(401);
    expect(await bundleOf(later, key)).toBe(404);
  });
});

describe('revoking a machine', () => {
  it('ends its credentials at once, shows it as revoked, and its key never comes back', async () => {
    const [{ token }, key] = [await newToken({ uses: 5 }), await newKey()];
    const { body } = await enrolBy(token, key);
    for (let twice = 0; twice < 2; twice += 1) {
      expect(
        await ada.person.ask('POST', `/api/v1/machines/${body.machineId}/revoke`, { reason: 'stolen' }),
      ).toMatchObject({ status: 204 });
    }
    await expect.poll(() => bundleOf(body.tokens!.access_token, key)).toBe(401);
    expect(await enrolBy(token, key)).toMatchObject({ status: 403, body: { code: 'machine.revoked' } });
    expect(await machines('?status=revoked')).toContainEqual(
      expect.objectContaining({ id: body.machineId, status: 'revoked' }),
    );
    expect(await machines('?status=connected')).not.toContainEqual(expect.objectContaining({ id: body.machineId }));
  });

  it('knows no machine of another org', async () => {
    const unknown = await ada.person.ask('POST', `/api/v1/machines/${randomUUID()}/revoke`, { reason: 'x' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'machine.not_found' } });
  });
});

describe('a heartbeat', () => {
  const BEAT = '/agent/v1/heartbeat';
  const report = {
    programVersion: '0.2.0',
    policyVersion: 4,
    spool: { events: 3, bytes: 900, oldestAt: '2030-01-01T00:00:00.000Z' },
    agents: [{ agent: 'codex', version: '1.2', governed: false }],
  };

  it('shows in the console what the machine says of itself, and lets it grow stale in silence', async () => {
    const key = await newKey();
    const { body } = await enrolBy((await newToken()).token, key);
    const token = body.tokens!.access_token;
    const headers = { authorization: `DPoP ${token}`, dpop: await proof(key, 'POST', BEAT, token) };
    expect((await post(BEAT, headers, report)).status).toBe(204);
    const shown = () => ada.person.get<Record<string, unknown>>(`/api/v1/machines/${body.machineId}`);
    expect(await shown()).toMatchObject({ ...report, status: 'connected' });
    product.clock.aheadMs += 180_001;
    expect(await shown()).toMatchObject({ status: 'stale' });
    product.clock.aheadMs -= 180_001;
  });

  it('is refused when it does not fit, and from who is no machine', async () => {
    const key = await newKey();
    const { body } = await enrolBy((await newToken()).token, key);
    const token = body.tokens!.access_token;
    const headers = { authorization: `DPoP ${token}`, dpop: await proof(key, 'POST', BEAT, token) };
    expect((await post(BEAT, headers, { ...report, agents: 'all of them' })).status).toBe(422);
    expect(await ada.person.ask('POST', BEAT, report)).toMatchObject({ status: 403 });
  });
});
