import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstRun } from '#features/access';
import { newId, type OrgId } from '#kernel';
import { sql } from '#platform/database/rows';
import { type IdentityApp, startIdentityApp } from '../../../../../test/harness/identity-app.js';
import { completeSetup, nextCode, type Owner, Person, PASSWORD, signIn } from '../../../../../test/harness/person.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { freePort } from '../../../../../test/peers/peer.js';
import { SigningKeyService } from '../signing-keys/signing-key.service.js';
import { SweepService } from '../signing-keys/sweep.service.js';

const DAY_MS = 24 * 3_600_000;

describe('the OpenID provider, to a client that nobody here wrote', () => {
  let database: TestDatabase;
  let product: IdentityApp;
  let second: IdentityApp;
  let ada: Owner;
  let acme: OrgId;
  beforeAll(async () => {
    database = await openTestDatabase();
    product = await startIdentityApp(database, await freePort());
    second = await startIdentityApp(database, await freePort(), product.url);
    ada = await completeSetup((await product.app.get(FirstRun).link())!.href, { name: 'Acme', slug: 'acme' });
    acme = (await ada.person.get<{ org: { id: OrgId } }>('/api/v1/me')).org.id;
  });
  afterAll(async () => {
    await second.close();
    await product.close();
    await database.close();
  });

  const discover = (clientId: string): Promise<client.Configuration> =>
    client.discovery(new URL(product.url), clientId, undefined, client.None(), {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the product under test listens on loopback, without TLS
      execute: [client.allowInsecureRequests],
    });

  it('is discovered, and tells the truth about itself', async () => {
    const metadata = (await discover('castellan-cli')).serverMetadata();
    expect(metadata).toMatchObject({
      issuer: product.url,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: expect.not.arrayContaining(['implicit', 'password']),
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
    for (const [name, value] of Object.entries(metadata))
      if (/_(endpoint|uri)$/.test(name)) expect(value, name).toMatch(new RegExp(`^${product.url}/oauth/`));
  });

  it('says its own address whatever a client writes into Host and X-Forwarded headers', async () => {
    const told = await fetch(`${product.url}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    expect(JSON.stringify(await told.json())).not.toContain('evil');
  });

  it('runs the device flow and refreshes, with proofs of possession', async () => {
    const config = await discover('castellan-cli');
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const device = await client.initiateDeviceAuthorization(config, { scope: 'openid offline_access machine' });
    await ada.person.post('/api/v1/device/approve', { userCode: device.user_code, orgId: acme });
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.1 }, undefined, { DPoP });
    expect(tokens.token_type.toLowerCase()).toBe('dpop');
    expect(tokens.claims()).toMatchObject({ iss: product.url, aud: 'castellan-cli' });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP })).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('takes no request without a proof key, for another address, or in another way', async () => {
    const ask = async (over: Record<string, string | undefined>) => {
      const params = {
        client_id: 'castellan-console',
        response_type: 'code',
        scope: 'openid',
        redirect_uri: `${product.url}/auth/callback`,
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
        ...over,
      };
      const defined = Object.entries(params as Record<string, string | undefined>).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const answer = await fetch(`${product.url}/oauth/auth?${new URLSearchParams(defined).toString()}`, {
        redirect: 'manual',
      });
      return `${answer.status} ${answer.headers.get('location') ?? ''}`;
    };
    expect(await ask({})).toBe('303 /login');
    expect(await ask({ code_challenge: undefined, code_challenge_method: undefined })).toContain(
      'error=invalid_request',
    );
    expect(await ask({ code_challenge_method: 'plain' })).toContain('error=invalid_request');
    expect(await ask({ response_type: 'token' })).toContain('error=');
    expect(await ask({ redirect_uri: 'https://evil.example/' })).toMatch(/^400 $/);
    expect(await ask({ client_id: 'stranger' })).toMatch(/^400 $/);
    expect(await ask({ client_id: 'castellan-cli' })).toMatch(/^400 $/);
  });

  it('signs with a new key after thirty days, in every process, while the old one still verifies; each org’s ledger says so', async () => {
    const config = await discover('castellan-cli');
    const idToken = async () => {
      const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
      const device = await client.initiateDeviceAuthorization(config, { scope: 'openid offline_access machine' });
      await ada.person.post('/api/v1/device/approve', { userCode: device.user_code, orgId: acme });
      return (await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.1 }, undefined, { DPoP }))
        .id_token!;
    };
    const published = async (app: IdentityApp): Promise<string[]> => {
      const keys = (await (
        await fetch(`http://127.0.0.1:${(app.app.getHttpServer().address() as { port: number }).port}/oauth/jwks`)
      ).json()) as { keys: { kid: string; d?: string }[] };
      expect(keys.keys.every(({ d }) => d === undefined)).toBe(true);
      return keys.keys.map(({ kid }) => kid);
    };
    const before = await idToken();
    const [oldKey] = await published(second);
    const keys = product.app.get(SigningKeyService, { strict: false });
    const later = new Date(product.clock.now().getTime() + 29.5 * DAY_MS);
    await Promise.all([keys.rotate(later), keys.rotate(later)]);
    await expect.poll(() => published(second)).toHaveLength(2);
    expect((await published(product))[0]).toBe(oldKey);

    // The session of the person would be over by then; what is asked here is the provider alone.
    for (const app of [product, second]) app.clock.aheadMs = 31 * DAY_MS;
    const [newKey] = await published(second);
    expect(newKey).not.toBe(oldKey);
    expect((await published(product))[0]).toBe(newKey);
    const keySet = createRemoteJWKSet(new URL(`${product.url}/oauth/jwks`));
    expect((await jwtVerify(before, keySet, { currentDate: new Date() })).protectedHeader.kid).toBe(oldKey);
    for (const app of [product, second]) app.clock.aheadMs = 0;

    const jobs = await database.system.across('look at the outbox', (tx) =>
      sql(tx).query<{ payload: { kid: string; activeFrom: string } }>(
        "select payload from org_jobs where name = 'signing-key.announce'",
      ),
    );
    expect(jobs).toHaveLength(1);
    const principal = {
      kind: 'job',
      id: newId<'Job'>(new Date()),
      label: 'signing-key.announce',
    } as const;
    await keys.announce({ orgId: acme, principal, requestId: newId(new Date()), now: new Date() }, jobs[0]!.payload);
    const kinds = await database.db.within({ orgId: acme }, (tx) =>
      sql(tx).query<{ kind: string }>('select kind from ledger_entries'),
    );
    expect(kinds.map(({ kind }) => kind)).toContain('admin.signing-key.rotated');
  });

  it('keeps nothing that has expired, and everything that has not', async () => {
    const count = async (): Promise<bigint> =>
      (
        await database.system.across('count', (tx) =>
          sql(tx).query<{ n: bigint }>('select count(*) as n from provider_payloads'),
        )
      )[0]!.n;
    const person = new Person(product.url, ada.person.email);
    await signIn(person, { totp: nextCode(ada.totp) }, { password: PASSWORD });
    const before = await count();
    const broom = product.app.get(SweepService, { strict: false });
    await broom.sweep(new Date(0));
    expect(await count()).toBe(before);
    await broom.sweep(new Date(Date.now() + 3_651 * DAY_MS));
    expect(await count()).toBe(0n);
  });
});
