import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrgId } from '#kernel';
import {
  HASH_BYTES,
  leafHash,
  openCheckpoint,
  parseEntryBundle,
  verifyConsistency,
  verifyInclusion,
} from '#engines/ledger';
import { decision, recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { EntryReader } from '../entries/entry.reader.js';
import { EntryService } from '../entries/entry.service.js';
import { LedgerGrowth } from '../entries/ledger-growth.js';
import { Tail } from '../entries/tail.js';
import { OverviewReader } from '../overview/overview.reader.js';
import { NothingInLedger, ProofImpossible, TileNotFound } from './proof.errors.js';
import { ProofService } from './proof.service.js';

let database: TestDatabase;
let kit: ReturnType<typeof recordedLedger>;
let proofs: ProofService;

beforeAll(async () => {
  database = await openTestDatabase();
  kit = recordedLedger(database);
  proofs = new ProofService(database.hot, kit.reader);
});
afterAll(() => database.close());

async function treeOf(orgId: OrgId) {
  const { note } = await proofs.checkpoint(contextOf(orgId));
  const [key] = await database.hot.within({ orgId }, (tx) => kit.reader.publicKeys(tx, orgId));
  return openCheckpoint(note, { name: key!.name, publicKey: Buffer.from(key!.publicKey, 'base64') })!;
}
const some = (count: number) => Array.from({ length: count }, () => ({ decision: decision('allow') }));

describe('what an auditor asks', () => {
  it('is answered by tiles from which the entries are proved, without trusting anybody', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, some(600));
    const tree = await treeOf(orgId);
    const ctx = contextOf(orgId);
    const bundle = parseEntryBundle(await proofs.tile(ctx, { level: 'entries', index: 2, width: 88 }));
    const hashes = await proofs.tile(ctx, { level: 0, index: 2, width: 88 });
    expect(bundle.map((leaf) => leafHash(leaf).toString('hex'))).toEqual(
      Array.from({ length: 88 }, (_, i) => hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES).toString('hex')),
    );
    const { hashes: path } = await proofs.inclusion(ctx, { index: 512 });
    expect(verifyInclusion(path, { hash: leafHash(bundle[0]!), index: 512 }, tree)).toBe(true);
    expect(await proofs.tile(ctx, { level: 1, index: 0, width: 2 })).toHaveLength(2 * HASH_BYTES);
  });

  it('is answered by a proof that the ledger only grew', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, some(300));
    const before = await treeOf(orgId);
    await kit.record(orgId, some(457));
    const { hashes } = await proofs.consistency(contextOf(orgId), { from: 300 });
    expect(verifyConsistency(hashes, before, await treeOf(orgId))).toBe(true);
  });

  it('is refused where there is nothing to prove', async () => {
    const [orgId, empty] = [await database.createOrg(), await database.createOrg()];
    await kit.record(orgId, some(10));
    const ctx = contextOf(orgId);
    await expect(proofs.checkpoint(contextOf(empty))).rejects.toThrow(NothingInLedger);
    await expect(proofs.inclusion(ctx, { index: 10 })).rejects.toThrow(ProofImpossible);
    await expect(proofs.inclusion(ctx, { index: 1, size: 11 })).rejects.toThrow(ProofImpossible);
    await expect(proofs.consistency(ctx, { from: 11 })).rejects.toThrow(ProofImpossible);
    await expect(proofs.tile(ctx, { level: 0, index: 0, width: 256 })).rejects.toThrow(TileNotFound);
    await expect(proofs.tile(ctx, { level: 'entries', index: 0, width: 11 })).rejects.toThrow(TileNotFound);
    await expect(proofs.tile(contextOf(empty), { level: 0, index: 0, width: 10 })).rejects.toThrow(TileNotFound);
  });
});

/** As much of a response as a tail writes to. */
class Listener extends EventEmitter {
  destroyed = false;
  writableNeedDrain = false;
  readonly indexes: number[] = [];
  write(text: string): boolean {
    const index = /^id: (\d+)\nevent: entry\ndata: \{/.exec(text)?.[1];
    if (index !== undefined) this.indexes.push(Number(index));
    this.emit('written');
    return true;
  }
}

describe('the live tail', () => {
  it('sends every entry once and in order, of its own org alone, and nothing that the reader cannot take yet', async () => {
    const [orgId, other] = [await database.createOrg(), await database.createOrg()];
    await kit.record(orgId, some(3));
    const growth = new LedgerGrowth(database.signal, database.hot, kit.reader);
    const entries = new EntryService(database.hot, new EntryReader(), kit.reader, kit.sealer);
    const listener = new Listener();
    const tail = new Tail(listener as unknown as ServerResponse, await growth.sizeOf({ orgId }), (from, limit) =>
      entries.following(contextOf(orgId), from, limit),
    );
    const heard = (size: number) =>
      new Promise<void>((done) => {
        const look = () => listener.indexes.at(-1) === size - 1 && done();
        listener.on('written', look);
        look();
      });
    const stop = growth.follow(orgId, (size) => tail.grewTo(size));
    await Promise.all([kit.record(orgId, some(250)), kit.record(other, some(5)), kit.record(orgId, some(7))]);
    await heard(260);
    listener.writableNeedDrain = true;
    await kit.record(orgId, some(4));
    listener.writableNeedDrain = false;
    listener.emit('drain');
    await heard(264);
    expect(listener.indexes).toEqual(Array.from({ length: 261 }, (_, i) => i + 3));
    stop();
    growth.onModuleDestroy();
  });
});

describe('the overview’s figures', () => {
  it('count decisions by day and rules by how often they spoke', async () => {
    const orgId = await database.createOrg();
    const on = (day: string, effect: string, rules: string[]) => ({
      at: `2030-01-${day}T12:00:00.000Z`,
      session: day,
      decision: decision(effect, { rules }),
    });
    await kit.record(orgId, [
      on('02', 'allow', ['a']),
      on('02', 'reject', ['b', 'a']),
      on('04', 'ask', ['b']),
      on('04', 'ask', []),
      on('01', 'allow', ['c']),
    ]);
    const range = { since: new Date('2030-01-02T00:00:00Z'), until: new Date('2030-01-04T13:00:00Z') };
    const figures = await database.hot.within({ orgId }, (tx) => new OverviewReader().figures(tx, { orgId }, range));
    expect(figures).toEqual({
      sessions: 2,
      series: [
        { day: '2030-01-02', allow: 1, ask: 0, reject: 1 },
        { day: '2030-01-03', allow: 0, ask: 0, reject: 0 },
        { day: '2030-01-04', allow: 0, ask: 2, reject: 0 },
      ],
      topRules: [
        { rule: 'a', count: 2 },
        { rule: 'b', count: 2 },
      ],
    });
  });
});
