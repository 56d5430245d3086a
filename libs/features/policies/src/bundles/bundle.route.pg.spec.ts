import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from '#engines/bundle';
import { type MachineId, newId, type OrgId } from '#kernel';
import { Log } from '#platform/observability';
import { asMachine, openEntrance, serve } from '../../../../../test/harness/door.js';
import { openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { BundleRoute } from './bundle.route.js';

let database: TestDatabase;
let river: PolicyRiver;
let server: FastifyInstance;
beforeAll(async () => {
  database = await openTestDatabase();
  river = openPolicyRiver(database);
  server = await serve(new BundleRoute(openEntrance(river.clock), river.bundles, new Log({ level: 'silent' })));
});
afterAll(async () => {
  await server.close();
  await database.close();
});

let orgId: OrgId;
let machineId: MachineId;
beforeEach(async () => {
  orgId = await database.createOrg();
  machineId = newId<'Machine'>(new Date());
});
const fetchBundle = (headers: Record<string, string> = {}) =>
  server.inject({ url: '/agent/v1/bundle', headers: { ...asMachine(orgId, machineId), ...headers } });
/** Until this process has heard of the publication. */
const heardOf = (version: number) =>
  expect.poll(async () => (await river.bundles.issue(orgId))?.statement.policyVersion).toBe(version);

describe('GET /agent/v1/bundle', () => {
  it('lets nobody in without a credential', async () => {
    const answer = await server.inject({ url: '/agent/v1/bundle' });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([401, 'request.unauthenticated']);
  });

  it('says plainly that there is no policy yet', async () => {
    const answer = await fetchBundle();
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'policy.none']);
  });

  it('answers the envelope that this machine accepts, for nobody’s cache but its own', async () => {
    await river.publish(orgId, 'version: 1\n');
    await heardOf(1);
    const answer = await fetchBundle();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.dsse.envelope.v1+json',
      'cache-control': 'private, no-cache',
    });
    const trustedKeys = await database.db.within({ orgId }, (tx) => river.keys.trustIn(tx, contextOf(orgId)));
    const opened = openBundle(answer.json(), {
      trustedKeys,
      orgId,
      machineId,
      highestSeenVersion: 0,
      now: river.clock.now(),
    });
    expect(opened.outcome).toBe('accepted');
  });

  it('answers "not modified" until there is a change, however the machine spells what it has', async () => {
    await river.publish(orgId, 'version: 1\n');
    await heardOf(1);
    const etag = String((await fetchBundle()).headers['etag']);
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, `${etag.slice(0, -1)}.gzip"`, '*']) {
      const again = await fetchBundle({ 'if-none-match': held });
      expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    }
    await river.publish(orgId, 'version: 1\nname: other\n');
    await heardOf(2);
    const changed = await fetchBundle({ 'if-none-match': etag });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers['etag']).not.toBe(etag);
  });

  it('is encoded as the machine accepts, with a tag of its own', async () => {
    await river.publish(orgId, 'version: 1\n');
    await heardOf(1);
    const plain = await fetchBundle({ 'accept-encoding': 'zstd;q=0, identity' });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    const decoders = { gzip: gunzipSync, zstd: zstdDecompressSync };
    for (const [coding, decode] of Object.entries(decoders)) {
      const answer = await fetchBundle({ 'accept-encoding': coding });
      expect(answer.headers).toMatchObject({ 'content-encoding': coding, vary: 'authorization, accept-encoding' });
      expect(decode(answer.rawPayload).toString()).toBe(plain.body);
      expect(answer.headers['etag']).toBe(`${String(plain.headers['etag']).slice(0, -1)}.${coding}"`);
    }
  });

  it('gives two machines the same statement and neither the other’s place', async () => {
    await river.publish(orgId, 'version: 1\n');
    await heardOf(1);
    const [mine, theirs] = [
      await fetchBundle(),
      await server.inject({ url: '/agent/v1/bundle', headers: asMachine(orgId, newId<'Machine'>(new Date())) }),
    ];
    expect(mine.headers['etag']).toBe(theirs.headers['etag']);
    expect(mine.body).not.toBe(theirs.body);
  });
});
