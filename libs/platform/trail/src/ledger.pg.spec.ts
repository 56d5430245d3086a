import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type OrgId, SystemClock } from '#kernel';
import {
  appendLeaves,
  consistencyProof,
  EMPTY_FRONTIER,
  type LedgerEvent,
  openCheckpoint,
  sameHash,
  sessionIdOf,
  verifyConsistency,
} from '#engines/ledger';
import type { OrgDatabase, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { EntryBatch } from './entry-batch.js';
import { Ledger, LEDGER_APPENDED } from './ledger.js';
import { entryOf, type LedgerEntry } from './ledger-entry.js';
import { Trail } from './trail.js';

let database: TestDatabase;
let ledger: Ledger;
let trail: Trail;
let owner: Client;

beforeAll(async () => {
  database = await openTestDatabase();
  ledger = new Ledger(new InstallationSealer(randomBytes(32)), database.signal, new SystemClock());
  trail = new Trail(ledger);
  owner = new Client({ connectionString: database.adminUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

function eventOf(orgId: OrgId, over: Partial<LedgerEvent> = {}): LedgerEvent {
  return {
    id: newId(new Date()),
    org: orgId,
    kind: 'tool.decision',
    at: '2030-01-01T10:00:00.000Z',
    receivedAt: '2030-01-01T10:00:01.000Z',
    actor: { id: 'm1', kind: 'machine', label: 'mbp' },
    ...over,
  };
}
const batchOf = (orgId: OrgId, count: number, over?: Partial<LedgerEvent>): LedgerEntry[] =>
  Array.from({ length: count }, () => entryOf(eventOf(orgId, over), Buffer.from('sealed')));
const append = (orgId: OrgId, batch: readonly LedgerEntry[], door: { within: OrgDatabase['within'] } = database.hot) =>
  door.within({ orgId }, (tx) => ledger.append(tx, orgId, EntryBatch.of(batch)));

async function readBack(orgId: OrgId) {
  const entries = await owner.query<{ index: string; leaf_hash: Buffer; leaf: string }>(
    'select index, leaf, leaf_hash from ledger_entries where org_id = $1 order by index',
    [orgId],
  );
  const checkpoints = await owner.query<{ size: string; root: Buffer; note: string }>(
    'select size, root, note from ledger_checkpoints where org_id = $1 order by size',
    [orgId],
  );
  return { entries: entries.rows, checkpoints: checkpoints.rows };
}

/** Every checkpoint is signed, tells the tree of the entries before it, and continues the one before. */
async function expectSound(orgId: OrgId, size: number): Promise<void> {
  const { entries, checkpoints } = await readBack(orgId);
  expect(entries.map(({ index }) => Number(index))).toEqual(Array.from({ length: size }, (_, i) => i));
  const hashes = entries.map(({ leaf_hash }) => leaf_hash);
  const key = await database.db.within({ orgId }, (tx) => ledger.publicKey(tx, orgId));
  const verifier = { name: key.name, publicKey: Buffer.from(key.publicKey, 'base64') };
  let former = { size: 0, root: appendLeaves(EMPTY_FRONTIER, []).root };
  for (const { note } of checkpoints) {
    const told = openCheckpoint(note, verifier)!;
    const { root, tileRoots } = appendLeaves(EMPTY_FRONTIER, hashes.slice(0, told.size));
    expect(sameHash(told.root, root)).toBe(true);
    const readTile = ({ level, index, width }: { level: number; index: number; width: number }) =>
      Promise.resolve(
        Buffer.concat(
          (level === 0 ? hashes : tileRoots.filter((tile) => tile.level === level - 1).map(({ hash }) => hash)).slice(
            index * 256,
            index * 256 + width,
          ),
        ),
      );
    const proof = former.size === 0 ? [] : await consistencyProof(former.size, told.size, readTile);
    expect(verifyConsistency(proof, former, told)).toBe(true);
    former = told;
  }
  expect(former.size).toBe(size);
}

describe('Ledger', () => {
  it('appends batches without a gap, over either driver', async () => {
    const orgId = await database.createOrg();
    expect(await append(orgId, batchOf(orgId, 3))).toEqual({ first: 0, appended: 3, duplicates: 0, size: 3 });
    expect(await append(orgId, batchOf(orgId, 2), database.db)).toEqual({
      first: 3,
      appended: 2,
      duplicates: 0,
      size: 5,
    });
    await expectSound(orgId, 5);
  });

  it('keeps what it was given, in every kind of column', async () => {
    const orgId = await database.createOrg();
    const session = { id: sessionIdOf('m1', 'codex', 's1'), name: 's1' };
    const decision = {
      effect: 'reject',
      mode: 'enforce',
      reason: 'Nein, „so“ nicht 🙂.',
      risk: 'high',
      rules: ['no-rm', 'a,b "c"'],
      wouldBe: 'reject',
    };
    const entry = entryOf(
      eventOf(orgId, { machine: { id: 'm1', label: 'mbp' }, session, agent: 'codex', tool: 'shell', decision }),
      randomBytes(5_000),
    );
    await append(orgId, [entry], database.db);
    const { rows } = await owner.query('select * from ledger_entries natural join ledger_contents where org_id = $1', [
      orgId,
    ]);
    expect(rows).toMatchObject([
      {
        leaf: entry.leaf,
        leaf_hash: entry.hash,
        kind: 'tool.decision',
        actor_id: 'm1',
        machine_id: 'm1',
        session_id: session.id,
        agent: 'codex',
        tool: 'shell',
        effect: 'reject',
        rules: decision.rules,
        sealed: entry.sealed,
      },
    ]);
    expect((rows[0] as { occurred_at: Date }).occurred_at.toISOString()).toBe('2030-01-01T10:00:00.000Z');
  });

  it('stays gap-free and sound when fifty append at once', async () => {
    const orgId = await database.createOrg();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        append(orgId, batchOf(orgId, 1 + (i % 7)), i % 2 === 0 ? database.hot : database.db),
      ),
    );
    await expectSound(
      orgId,
      Array.from({ length: 50 }, (_, i) => 1 + (i % 7)).reduce((a, b) => a + b),
    );
  });

  it('is made once when many append first', async () => {
    const orgId = await database.createOrg();
    await Promise.all(Array.from({ length: 8 }, () => append(orgId, batchOf(orgId, 1))));
    const { rows } = await owner.query('select 1 from ledger_keys where org_id = $1', [orgId]);
    expect(rows).toHaveLength(1);
    await expectSound(orgId, 8);
  });

  it('takes an event once, whether it comes again in another batch or in the same', async () => {
    const orgId = await database.createOrg();
    const batch = batchOf(orgId, 4);
    await append(orgId, batch);
    expect(await append(orgId, [...batch, ...batchOf(orgId, 1)])).toEqual({
      first: 4,
      appended: 1,
      duplicates: 4,
      size: 5,
    });
    expect(await append(orgId, batch)).toEqual({ first: 5, appended: 0, duplicates: 4, size: 5 });
    const [twice] = batchOf(orgId, 1);
    expect(await append(orgId, [twice!, twice!])).toMatchObject({ appended: 1, duplicates: 1 });
    await expectSound(orgId, 6);
  });

  it('takes the same event in two orgs, and shows neither the other’s', async () => {
    const [one, two] = [await database.createOrg(), await database.createOrg()];
    const id = newId<'Event'>(new Date());
    await append(one, [entryOf(eventOf(one, { id }))]);
    await append(two, [entryOf(eventOf(two, { id }))]);
    const seen = await database.db.within({ orgId: one }, (tx) =>
      sql(tx).query('select org_id::text from ledger_entries'),
    );
    expect(seen).toEqual([{ org_id: one }]);
    await expect(
      database.db.within({ orgId: one }, (tx) => ledger.append(tx, two, EntryBatch.of(batchOf(two, 1)))),
    ).rejects.toThrow();
    await expectSound(two, 1);
  });

  it('knows nothing of what was rolled back, not even the key of a ledger that never was', async () => {
    const orgId = await database.createOrg();
    const failing = (door: { within: OrgDatabase['within'] }) =>
      door.within({ orgId }, async (tx) => {
        await ledger.append(tx, orgId, EntryBatch.of(batchOf(orgId, 300)));
        throw new Error('the rest of the transaction fails');
      });
    await expect(failing(database.hot)).rejects.toThrow('the rest');
    await expect(failing(database.db)).rejects.toThrow('the rest');
    await append(orgId, batchOf(orgId, 2));
    await expectSound(orgId, 2);
  });

  it('survives a connection that is killed in the middle of a batch', async () => {
    const orgId = await database.createOrg();
    await append(orgId, batchOf(orgId, 10));
    const killed = database.hot.within({ orgId }, async (tx) => {
      await ledger.append(tx, orgId, EntryBatch.of(batchOf(orgId, 400)));
      const [me] = await sql(tx).query<{ pid: number }>('select pg_backend_pid() as pid');
      await owner.query('select pg_terminate_backend($1)', [me!.pid]);
      await sql(tx).query('select 1');
    });
    await expect(killed).rejects.toThrow();
    expect(await append(orgId, batchOf(orgId, 1))).toMatchObject({ first: 10, size: 11 });
    await expectSound(orgId, 11);
  });

  it('stores each full tile once, with the hashes of its leaves', async () => {
    const orgId = await database.createOrg();
    for (const count of [100, 500, 1, 423]) await append(orgId, batchOf(orgId, count));
    const { rows } = await owner.query<{ level: number; index: string; root: Buffer; hashes: Buffer }>(
      'select level, index, root, hashes from ledger_tiles where org_id = $1 order by level, index',
      [orgId],
    );
    const { entries } = await readBack(orgId);
    expect(rows.map(({ level, index }) => [level, Number(index)])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    for (const [i, tile] of rows.entries()) {
      const hashes = entries.slice(i * 256, (i + 1) * 256).map(({ leaf_hash }) => leaf_hash);
      expect(tile.hashes.equals(Buffer.concat(hashes))).toBe(true);
      expect(tile.root.equals(Buffer.from(appendLeaves(EMPTY_FRONTIER, hashes).root))).toBe(true);
    }
    await expectSound(orgId, 1_024);
  });

  it('cannot be changed by the application', async () => {
    const orgId = await database.createOrg();
    await append(orgId, batchOf(orgId, 1));
    const trying = (text: string) => database.db.within({ orgId }, (tx) => sql(tx).query(text));
    for (const table of [
      'ledger_entries',
      'ledger_contents',
      'ledger_tiles',
      'ledger_checkpoints',
      'ledger_keys',
      'ledger_heads',
    ]) {
      await expect(trying(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    }
    await expect(trying("update ledger_entries set leaf = ''")).rejects.toThrow(/permission denied/);
    await expect(trying("update ledger_checkpoints set note = ''")).rejects.toThrow(/permission denied/);
  });

  it('tells everybody of an append at its commit', async () => {
    const orgId = await database.createOrg();
    const heard = new Promise((hear) =>
      database.signal.on(LEDGER_APPENDED, (change) => change.orgId === orgId && hear(change)),
    );
    await append(orgId, batchOf(orgId, 5));
    await expect(heard).resolves.toMatchObject({ orgId, id: '5' });
  });
});

describe('the read models', () => {
  it('count a session’s events and decisions, in whatever batches and order they come', async () => {
    const orgId = await database.createOrg();
    const session = { id: sessionIdOf('m1', 'codex', 's1'), name: 's1' };
    const machine = { id: 'm1', label: 'mbp' };
    const at = (minute: number, effect?: string): LedgerEntry =>
      entryOf(
        eventOf(orgId, {
          at: `2030-01-01T09:0${minute}:00.000Z`,
          session,
          machine,
          agent: 'codex',
          ...(effect && {
            decision: { effect, mode: 'enforce', reason: '', risk: 'low', rules: ['r1'], wouldBe: effect },
          }),
        }),
      );
    await append(orgId, [at(5, 'allow'), at(3, 'reject')]);
    await append(orgId, [at(9), at(7, 'allow'), at(4, 'ask')], database.db);
    const [row] = await database.db.within({ orgId }, (tx) => sql(tx).query('select * from ledger_sessions'));
    expect(row).toMatchObject({
      id: session.id,
      name: 's1',
      machine_label: 'mbp',
      events: 5n,
      allowed: 2n,
      asked: 1n,
      rejected: 1n,
    });
    expect([row?.['started_at'], row?.['last_at']]).toEqual([
      new Date('2030-01-01T09:03:00Z'),
      new Date('2030-01-01T09:09:00Z'),
    ]);
    const days = await database.db.within({ orgId }, (tx) =>
      sql(tx).query('select facet, name, count from ledger_days order by facet, name'),
    );
    expect(days).toEqual([
      { facet: 'effect', name: 'allow', count: 2n },
      { facet: 'effect', name: 'ask', count: 1n },
      { facet: 'effect', name: 'reject', count: 1n },
      { facet: 'rule', name: 'r1', count: 4n },
    ]);
  });
});

describe('Trail', () => {
  const act = (tx: OrgTx, orgId: OrgId) =>
    trail.record(tx, contextOf(orgId), {
      action: 'policy.published',
      target: { kind: 'policy', id: '7', label: 'v7' },
      reason: 'Less noise',
      facts: { version: 7 },
    });

  it('writes an act down beside its effect', async () => {
    const orgId = await database.createOrg();
    await database.db.within({ orgId }, (tx) => act(tx, orgId));
    const { entries } = await readBack(orgId);
    expect(JSON.parse(entries[0]!.leaf.split('\n')[1]!)).toMatchObject({
      kind: 'admin.policy.published',
      org: orgId,
      at: '2030-01-01T00:00:00.000Z',
      reason: 'Less noise',
      actor: { kind: 'person', label: 'ada@example.com' },
      target: { kind: 'policy', id: '7', label: 'v7' },
      facts: { version: 7 },
    });
    await expectSound(orgId, 1);
  });

  it('records nothing of an act that was rolled back', async () => {
    const orgId = await database.createOrg();
    const failing = database.db.within({ orgId }, async (tx) => {
      await act(tx, orgId);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await readBack(orgId)).entries).toEqual([]);
  });

  it('takes texts that a database or a leaf could not hold', async () => {
    const orgId = await database.createOrg();
    await database.db.within({ orgId }, (tx) =>
      trail.record(tx, contextOf(orgId), {
        action: 'thing.done',
        target: { kind: 'thing', id: 'a\u0000b\ud800' },
        reason: 'x'.repeat(100_000),
      }),
    );
    await expectSound(orgId, 1);
  });
});
