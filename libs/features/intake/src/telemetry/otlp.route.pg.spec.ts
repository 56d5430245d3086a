import { randomBytes, type KeyObject } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVENT_ATTRIBUTES } from '#contracts';
import { type MachineId, newId, type OrgId, type PrincipalId, SystemClock } from '#kernel';
import { MachineService } from '#features/fleet';
import { HotPath } from '#platform/database';
import { type Authenticated, Authenticator, Authorizer, Entrance, NotSignedIn } from '#platform/http';
import { Log, Metrics } from '#platform/observability';
import { type DataKey, type KeyContext, KeyUnavailable, KeyVault, LocalKeyring } from '#platform/vault';
import { MachineReader } from '../../../fleet/src/machines/machine.reader.js';
import { MachineRepository } from '../../../fleet/src/machines/machine.repository.js';
import { recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { IntakeService } from '../records/intake.service.js';
import { MachineRate } from '../records/machine-rate.js';
import { Reporters } from '../records/reporters.js';
import { OtlpRoute } from './otlp.route.js';
import { TelemetryFigures } from './telemetry-figures.js';

/** Believes what a header says: who may enter is another room's matter. `Bearer ORG MACHINE PERMISSION`. */
class Believing extends Authenticator {
  override authenticate(request: FastifyRequest): Promise<Authenticated | null> {
    const [, orgId, id] = /^Bearer (\S+) (\S+)/.exec(request.headers.authorization ?? '') ?? [];
    if (orgId === undefined) return Promise.resolve(null);
    if (orgId === 'bad') return Promise.reject(new NotSignedIn('The token is not good.'));
    return Promise.resolve({
      principal: { kind: 'machine', id: id as PrincipalId, label: 'host' },
      orgId: orgId as OrgId,
      method: 'dpop',
    });
  }
}
class Allowing extends Authorizer {
  override permissionsOf(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(mayAppend ? ['event:append'] : ['machine:sync']));
  }
}
class CustomersVault extends KeyVault {
  override readonly name = 'local';
  isRevoked = false;
  private readonly keyring = new LocalKeyring(randomBytes(32));
  override generateDataKey(context: KeyContext): Promise<DataKey> {
    return this.isRevoked ? Promise.reject(new KeyUnavailable('Disabled.')) : this.keyring.generateDataKey(context);
  }
  override decrypt(wrapped: Uint8Array, context: KeyContext): Promise<KeyObject> {
    return this.isRevoked ? Promise.reject(new KeyUnavailable('Disabled.')) : this.keyring.decrypt(wrapped, context);
  }
}

let database: TestDatabase;
let owner: Client;
let fastify: FastifyInstance;
let vault: CustomersVault;
let kit: ReturnType<typeof recordedLedger>;
let mayAppend = true;

async function serve(hot: HotPath = database.hot): Promise<FastifyInstance> {
  vault = new CustomersVault();
  kit = recordedLedger(database, vault);
  const machines = new MachineService(database.db, new MachineRepository(), new MachineReader());
  const intake = new IntakeService(hot, kit.ledger, kit.sealer, new Reporters(machines));
  const figures = new TelemetryFigures(new Metrics(), new Log({ level: 'silent' }));
  const entrance = new Entrance(new Believing(), new Allowing(), new SystemClock());
  const server = Fastify();
  new OtlpRoute(entrance, intake, new MachineRate(), figures).register(server);
  await server.ready();
  return server;
}

beforeAll(async () => {
  database = await openTestDatabase();
  owner = new Client({ connectionString: database.adminUrl });
  await owner.connect();
});
beforeEach(async () => {
  mayAppend = true;
  fastify = await serve();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

const machineId = newId<'Machine'>(new Date()) as MachineId;
const logRecord = (over: object = {}, id: string = newId(new Date())) => ({
  eventName: 'tool.decision',
  timeUnixNano: '1893456000000000000',
  body: { stringValue: '{"command":"rm -rf / --hidden-marker"}' },
  attributes: [{ key: EVENT_ATTRIBUTES.id, value: { stringValue: id } }],
  ...over,
});
const request = (logRecords: readonly object[]) =>
  Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
const post = (orgId: OrgId | 'bad' | '', body: Buffer, headers: Record<string, string> = {}, path = 'logs') =>
  fastify.inject({
    method: 'POST',
    url: `/otlp/v1/${path}`,
    payload: body,
    headers: {
      'content-type': 'application/json',
      ...(orgId && { authorization: `Bearer ${orgId} ${machineId}` }),
      ...headers,
    },
  });
const rowsOf = async (orgId: OrgId) =>
  (
    await owner.query<{ leaf: string; sealed: Buffer | null; event_id: string }>(
      'select leaf, sealed, event_id::text from ledger_entries natural left join ledger_contents where org_id = $1 order by index',
      [orgId],
    )
  ).rows;

describe('POST /otlp/v1/logs', () => {
  it('answers success when the events are in the ledger, their content sealed', async () => {
    const orgId = await database.createOrg();
    const answer = await post(orgId, request([logRecord(), logRecord()]));
    expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
    const rows = await rowsOf(orgId);
    expect(rows).toHaveLength(2);
    for (const { leaf, sealed } of rows) {
      expect(leaf + sealed!.toString('latin1')).not.toContain('hidden-marker');
    }
    expect(await kit.verifier.verify({ orgId })).toMatchObject({ ok: true, size: 2 });
    const opened = await kit.sealer.open({ orgId }, 'event-content', {
      subject: rows[0]!.event_id,
      sealed: rows[0]!.sealed!,
    });
    expect(opened.toString()).toContain('hidden-marker');
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)('takes %s', async (encoding, compress) => {
    const orgId = await database.createOrg();
    expect((await post(orgId, compress(request([logRecord()])), { 'content-encoding': encoding })).statusCode).toBe(
      200,
    );
    expect(await rowsOf(orgId)).toHaveLength(1);
  });

  it('stores an event once, however often and from however many requests at once it comes', async () => {
    const orgId = await database.createOrg();
    const batch = request([logRecord(), logRecord(), logRecord()]);
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(orgId, batch)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(await rowsOf(orgId)).toHaveLength(3);
    expect(await kit.verifier.verify({ orgId })).toMatchObject({ ok: true, size: 3 });
  });

  it('takes the good records of a request and says what is wrong with the others', async () => {
    const orgId = await database.createOrg();
    const answer = await post(
      orgId,
      request([
        logRecord(),
        logRecord({ eventName: 'claude_code.tool_result' }),
        logRecord({}, 'no-uuid'),
        logRecord(),
      ]),
    );
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        partialSuccess: {
          rejectedLogRecords: '2',
          errorMessage: expect.stringMatching(/^2 of 4 records .* event name must be one of/) as string,
        },
      },
    ]);
    expect(await rowsOf(orgId)).toHaveLength(2);
  });

  it('keeps each org’s events in its own ledger', async () => {
    const [one, two] = [await database.createOrg(), await database.createOrg()];
    await Promise.all([post(one, request([logRecord()])), post(two, request([logRecord(), logRecord()]))]);
    expect([(await rowsOf(one)).length, (await rowsOf(two)).length]).toEqual([1, 2]);
  });

  it('asks to come again while the org’s key is not available, and stores nothing in the clear', async () => {
    const orgId = await database.createOrg();
    vault.isRevoked = true;
    const answer = await post(orgId, request([logRecord()]));
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([
      503,
      '30',
      { code: 14, message: expect.any(String) as string },
    ]);
    expect(await rowsOf(orgId)).toEqual([]);
  });

  it('asks to come again while the database is away', async () => {
    const orgId = await database.createOrg();
    // Nobody listens there.
    fastify = await serve(new HotPath(new Pool({ host: '127.0.0.1', port: 1 })));
    const answer = await post(orgId, request([logRecord()]));
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body).not.toContain('ECONNREFUSED');
  });

  it('turns away strangers, bad tokens and who may not append, before reading anything', async () => {
    const orgId = await database.createOrg();
    expect((await post('', request([logRecord()]))).statusCode).toBe(401);
    const bad = await post('bad', request([logRecord()]));
    expect([bad.statusCode, bad.headers['www-authenticate']]).toEqual([401, expect.stringContaining('DPoP') as string]);
    mayAppend = false;
    expect((await post(orgId, request([logRecord()]))).json()).toMatchObject({ code: 7 });
    expect(await rowsOf(orgId)).toEqual([]);
  });

  const refused: readonly (readonly [string, Buffer, Record<string, string>, number])[] = [
    ['no JSON', Buffer.from('{'), {}, 400],
    ['no protobuf', Buffer.from('garbage'), { 'content-type': 'application/x-protobuf' }, 400],
    ['a content type of its own', request([]), { 'content-type': 'text/plain' }, 415],
    ['a compression of its own', request([]), { 'content-encoding': 'br' }, 415],
    ['what is not compressed', request([]), { 'content-encoding': 'gzip' }, 400],
    ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 413],
    ['a body that is too large', Buffer.alloc(4 * 1024 * 1024 + 1), {}, 413],
  ];
  it.each(refused)('refuses %s for good', async (_what, body, headers, status) => {
    const orgId = await database.createOrg();
    const answer = await post(orgId, body, headers);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([status, undefined]);
    expect(answer.headers['content-type']).toBe(
      headers['content-type']?.includes('json') === false ? 'application/x-protobuf' : 'application/json',
    );
  });

  it('slows a machine that is too loud', async () => {
    const orgId = await database.createOrg();
    const many = gzipSync(request(Array.from({ length: 10_000 }, () => ({ eventName: 'x' }))));
    const statuses: number[] = [];
    for (let i = 0; i < 13; i += 1) statuses.push((await post(orgId, many, { 'content-encoding': 'gzip' })).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 12 }, () => 200), 429]);
    expect((await post(orgId, request([logRecord()]))).headers['retry-after']).toMatch(/^\d+$/);
  });

  it('takes an empty request', async () => {
    const answer = await post(await database.createOrg(), Buffer.alloc(0), {
      'content-type': 'application/x-protobuf',
    });
    expect([answer.statusCode, answer.headers['content-type'], answer.rawPayload.length]).toEqual([
      200,
      'application/x-protobuf',
      0,
    ]);
  });
});

describe('metrics and traces', () => {
  it('are taken and counted', async () => {
    const orgId = await database.createOrg();
    expect((await post(orgId, Buffer.from('{"resourceMetrics":[]}'), {}, 'metrics')).statusCode).toBe(200);
    expect((await post(orgId, Buffer.from('{"resourceSpans":[]}'), {}, 'traces')).statusCode).toBe(200);
    expect((await post(orgId, Buffer.from('['), {}, 'traces')).statusCode).toBe(400);
  });
});
