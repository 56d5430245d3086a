import { unzipSync } from 'fflate';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrgId } from '#kernel';
import { type ExportReport, verifyExport } from '#engines/ledger';
import { decision, recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { NothingInLedger } from '../proofs/proof.errors.js';
import { ExportReader } from './export.reader.js';
import type { ExportRequest } from './export-request.js';
import { ExportService } from './export.service.js';
import { zipOf } from './zip.js';

let database: TestDatabase;
let kit: ReturnType<typeof recordedLedger>;
let exports: ExportService;
let owner: Client;

beforeAll(async () => {
  database = await openTestDatabase();
  kit = recordedLedger(database);
  exports = new ExportService(database.hot, kit.reader, new ExportReader(), kit.sealer);
  owner = new Client({ connectionString: database.adminUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

async function unzipped(orgId: OrgId, request: ExportRequest = {}): Promise<Record<string, Uint8Array>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipOf(await exports.open(contextOf(orgId), request))) chunks.push(chunk);
  return unzipSync(Buffer.concat(chunks));
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function verified(orgId: OrgId, request: ExportRequest = {}): Promise<ExportReport> {
  const files = await unzipped(orgId, request);
  const keys = await database.hot.within({ orgId }, (tx) => kit.reader.publicKeys(tx, orgId));
  const trusted = keys.map(({ name, publicKey }) => ({ name, publicKey: Buffer.from(publicKey, 'base64') }));
  return verifyExport((name) => (files[name] ? whole(files[name]) : null), trusted);
}

const someEvents = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    content: { command: `ls ${i}` },
    session: `s${i % 5}`,
    decision: decision('allow'),
  }));

describe('exports', () => {
  it('prove a whole ledger, admin acts and contents included', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, [...someEvents(2_100), { kind: 'admin.policy.published', facts: { version: 1 } }]);
    expect(await verified(orgId)).toMatchObject({
      ok: true,
      kind: 'whole',
      size: 2_101,
      entries: 2_101,
      contents: 2_100,
      erased: 0,
      faults: [],
      key: { trusted: true },
    });
  });

  it('prove a session, and a stretch of time', async () => {
    const orgId = await database.createOrg();
    const events = await kit.record(orgId, someEvents(700));
    expect(await verified(orgId, { session: events[3]!.session!.id })).toMatchObject({
      ok: true,
      kind: 'excerpt',
      entries: 140,
      contents: 140,
      size: 700,
    });
    const stretch = { from: new Date('2030-01-01T10:00:10Z'), to: new Date('2030-01-01T10:00:20Z') };
    expect(await verified(orgId, stretch)).toMatchObject({ ok: true, kind: 'excerpt', entries: 10 });
    expect(await verified(orgId, { from: new Date('2040-01-01T00:00:00Z') })).toMatchObject({ ok: true, entries: 0 });
  });

  it('say which contents are erased and which cannot be read, and still prove the rest', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, someEvents(10));
    await owner.query('delete from ledger_contents where org_id = $1 and index in (2, 3)', [orgId]);
    await owner.query(String.raw`update ledger_contents set sealed = '\x0102' where org_id = $1 and index = 4`, [
      orgId,
    ]);
    expect(await verified(orgId)).toMatchObject({ ok: true, contents: 7, erased: 3 });
  });

  it('tell on a row that was altered in the database', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, someEvents(20));
    await owner.query(
      `update ledger_entries set leaf = replace(leaf, '"allow"', '"reject"') where org_id = $1 and index = 7`,
      [orgId],
    );
    expect(await verified(orgId)).toMatchObject({ ok: false, faults: [{ code: 'entry.altered', index: 7 }] });
    expect((await verified(orgId, { to: new Date('2031-01-01T00:00:00Z') })).faults).toMatchObject([
      { code: 'proof.wrong', index: 7 },
    ]);
  });

  it('hold what was there when they were opened, whatever is recorded meanwhile', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, someEvents(30));
    const files = await exports.open(contextOf(orgId), {});
    await kit.record(orgId, someEvents(300));
    const chunks: Uint8Array[] = [];
    for await (const chunk of zipOf(files)) chunks.push(chunk);
    const unzippedFiles = unzipSync(Buffer.concat(chunks));
    expect(await verifyExport((name) => (unzippedFiles[name] ? whole(unzippedFiles[name]) : null))).toMatchObject({
      ok: true,
      size: 30,
      entries: 30,
    });
  });

  it('hold nothing of another org, and nothing of an empty ledger', async () => {
    const [one, two] = [await database.createOrg(), await database.createOrg()];
    const [event] = await kit.record(one, someEvents(3));
    await expect(exports.open(contextOf(two), {})).rejects.toThrow(NothingInLedger);
    await kit.record(two, [{ session: 'another' }]);
    expect(await verified(two, { session: event!.session!.id })).toMatchObject({ ok: true, entries: 0 });
  });

  it('end with the error when the source fails', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('some'));
      throw new Error('the database went away');
    }
    const reading = async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of zipOf([{ name: 'a', chunks: failing() }])) chunks.push(chunk);
    };
    await expect(reading()).rejects.toThrow('the database went away');
  });
});
