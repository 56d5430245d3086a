import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type OrgId, SystemClock } from '#kernel';
import {
  appendLeaves,
  contentDigest,
  EMPTY_FRONTIER,
  leafHash,
  packFrontier,
  signCheckpoint,
  unpackFrontier,
} from '#engines/ledger';
import { generateKeyPairSync } from 'node:crypto';
import { InstallationSealer } from '#platform/vault';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { Ledger, LEDGER_APPENDED } from '../ledger.js';
import { EntryBatch } from '../entry-batch.js';
import { entryOf, type LedgerEntry } from '../ledger-entry.js';
import { LedgerVerifier } from './ledger-verifier.js';
import { LedgerWitness } from './ledger-witness.js';

let database: TestDatabase;
let ledger: Ledger;
let owner: Client;
let witness: LedgerWitness;
let verifier: LedgerVerifier;

beforeAll(async () => {
  database = await openTestDatabase();
  ledger = new Ledger(new InstallationSealer(randomBytes(32)), database.signal, new SystemClock());
  witness = new LedgerWitness(database.signal);
  verifier = new LedgerVerifier(database.hot, witness);
  owner = new Client({ connectionString: database.adminUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

/** Content is kept as it is here: sealing is another room's matter. */
const open = (_id: string, sealed: Uint8Array) => Promise.resolve(sealed);

function entry(orgId: OrgId, i: number): LedgerEntry {
  const [salt, content] = [Buffer.alloc(32, i), Buffer.from(`command ${i}`)];
  const event = {
    id: newId<'Event'>(new Date()),
    org: orgId,
    kind: 'tool.decision',
    at: '2030-01-01T10:00:00.000Z',
    receivedAt: '2030-01-01T10:00:01.000Z',
    actor: { id: 'm1', kind: 'machine', label: 'mbp' },
    tool: 'shell',
    agent: 'codex',
    decision: { effect: 'reject', mode: 'enforce', reason: 'no', risk: 'high', rules: ['r1', 'r2'], wouldBe: 'reject' },
    content: contentDigest(salt, content).toString('hex'),
  };
  return entryOf(event, Buffer.concat([salt, content]));
}

/** Six hundred entries: two full tiles and an open one; the last ten came one by one. */
async function someLedger(): Promise<OrgId> {
  const orgId = await database.createOrg();
  const append = (count: number, from: number) =>
    database.hot.within({ orgId }, (tx) =>
      ledger.append(tx, orgId, EntryBatch.of(Array.from({ length: count }, (_, i) => entry(orgId, from + i)))),
    );
  await append(590, 0);
  for (let i = 590; i < 600; i += 1) await append(1, i);
  return orgId;
}
const tamper = (text: string, ...values: unknown[]) => owner.query(text, values);
const check = async (orgId: OrgId) => verifier.verify({ orgId }, open);
const found = async (orgId: OrgId) => {
  const { ok, faults } = await check(orgId);
  expect(ok).toBe(faults.length === 0);
  return faults.map(({ code, index }) => [code, index]);
};

describe('LedgerVerifier', () => {
  it('finds nothing wrong with a ledger that nobody touched', async () => {
    const orgId = await someLedger();
    expect(await check(orgId)).toEqual({
      ok: true,
      size: 600,
      contents: 600,
      erased: 0,
      unread: 0,
      faults: [],
      faultCount: 0,
    });
    expect(await verifier.verify({ orgId })).toMatchObject({ ok: true, contents: 0, unread: 600 });
    expect(await check(await database.createOrg())).toMatchObject({ ok: true, size: 0 });
  });

  it.each([0, 255, 300, 589, 599])('names the entry that was altered: %i', async (index) => {
    const orgId = await someLedger();
    await tamper(
      `update ledger_entries set leaf = replace(leaf, '"reject"', '"allow"') where org_id = $1 and index = $2`,
      orgId,
      index,
    );
    expect(await found(orgId)).toEqual([['entry.altered', index]]);
  });

  it.each(['kind', 'actor_id', 'tool', 'effect', 'agent', 'machine_id'])(
    'names the entry whose %s was altered to hide it from search',
    async (column) => {
      const orgId = await someLedger();
      await tamper(`update ledger_entries set ${column} = 'x' where org_id = $1 and index = 42`, orgId);
      expect(await found(orgId)).toEqual([['entry.altered', 42]]);
    },
  );

  it('names the entry whose time or rules were altered', async () => {
    const orgId = await someLedger();
    await tamper("update ledger_entries set occurred_at = '2020-01-01' where org_id = $1 and index = 7", orgId);
    await tamper("update ledger_entries set rules = '{}' where org_id = $1 and index = 8", orgId);
    expect(await found(orgId)).toEqual([
      ['entry.altered', 7],
      ['entry.altered', 8],
    ]);
  });

  const forge = async (orgId: OrgId, index: number) => {
    const { rows } = await owner.query<{ leaf: string }>(
      'select leaf from ledger_entries where org_id = $1 and index = $2',
      [orgId, index],
    );
    const leaf = rows[0]!.leaf.replaceAll('"reject"', '"allow"');
    await tamper(
      `update ledger_entries set leaf = $3, leaf_hash = $4, effect = 'allow' where org_id = $1 and index = $2`,
      orgId,
      index,
      leaf,
      leafHash(Buffer.from(leaf)),
    );
  };

  it('names the entry that was altered together with its hash, by the tile', async () => {
    const orgId = await someLedger();
    await forge(orgId, 300);
    expect(await found(orgId)).toEqual([['entry.altered', 300]]);
  });

  it('names the entry that was altered together with its hash where there is no tile yet, by the checkpoints', async () => {
    const orgId = await someLedger();
    await forge(orgId, 595);
    expect((await found(orgId))[0]).toEqual(['checkpoint.root', 595]);
  });

  it('is not fooled by a tile that was altered as well', async () => {
    const orgId = await someLedger();
    await forge(orgId, 300);
    await tamper(
      `update ledger_tiles set hashes = (select string_agg(leaf_hash, ''::bytea order by index) from ledger_entries where org_id = $1 and index between 256 and 511)
                  where org_id = $1 and level = 0 and index = 1`,
      orgId,
    );
    expect((await found(orgId))[0]?.[0]).toBe('checkpoint.root');
  });

  it.each([0, 300, 595])('names the entry that was deleted: %i', async (index) => {
    const orgId = await someLedger();
    await tamper('delete from ledger_entries where org_id = $1 and index = $2', orgId, index);
    expect(await found(orgId)).toContainEqual(['entry.missing', index]);
  });

  it('names every entry of a tail that was deleted', async () => {
    const orgId = await someLedger();
    await tamper('delete from ledger_entries where org_id = $1 and index >= 597', orgId);
    expect(await found(orgId)).toEqual([
      ['entry.missing', 597],
      ['entry.missing', 598],
      ['entry.missing', 599],
    ]);
  });

  it('finds rows that were inserted behind the end', async () => {
    const orgId = await someLedger();
    await tamper(
      `insert into ledger_entries select org_id, 600, gen_random_uuid(), leaf, leaf_hash, kind, occurred_at, actor_id, machine_id, session_id, agent, tool, effect, rules
                  from ledger_entries where org_id = $1 and index = 5`,
      orgId,
    );
    expect(await found(orgId)).toEqual([['entry.inserted', 600]]);
  });

  it('names entries that changed places', async () => {
    const orgId = await someLedger();
    await tamper('update ledger_entries set index = -index - 1 where false');
    await tamper('alter table ledger_entries drop constraint ledger_entries_index_natural');
    await tamper('update ledger_entries set index = -1 where org_id = $1 and index = 300', orgId);
    await tamper('update ledger_entries set index = 300 where org_id = $1 and index = 301', orgId);
    await tamper('update ledger_entries set index = 301 where org_id = $1 and index = -1', orgId);
    expect(await found(orgId)).toEqual(
      expect.arrayContaining([
        ['entry.moved', 300],
        ['entry.moved', 301],
      ]),
    );
  });

  it('finds a checkpoint that was altered, and one that somebody else signed', async () => {
    const orgId = await someLedger();
    await tamper(
      `update ledger_checkpoints set note = replace(note, '595', '594') where org_id = $1 and size = 595`,
      orgId,
    );
    expect(await found(orgId)).toEqual([['checkpoint.forged', null]]);
    const { privateKey } = generateKeyPairSync('ed25519');
    const { rows } = await owner.query<{ root: Buffer; name: string; public_key: Buffer }>(
      'select c.root, k.name, k.public_key from ledger_checkpoints c join ledger_keys k using (org_id) where org_id = $1 and size = 600',
      [orgId],
    );
    const { root, name, public_key: publicKey } = rows[0]!;
    const note = signCheckpoint({ origin: name, size: 600, root }, { name, publicKey, privateKey });
    await tamper('update ledger_checkpoints set note = $2 where org_id = $1 and size = 600', orgId, note);
    expect(await found(orgId)).toEqual([
      ['checkpoint.forged', null],
      ['checkpoint.forged', null],
    ]);
  });

  it('finds a ledger that was cut back with its head', async () => {
    const orgId = await someLedger();
    const { rows } = await owner.query<{ leaf_hash: Buffer }>(
      'select leaf_hash from ledger_entries where org_id = $1 and index < 595 order by index',
      [orgId],
    );
    const { frontier, root } = appendLeaves(
      EMPTY_FRONTIER,
      rows.map(({ leaf_hash }) => leaf_hash),
    );
    await tamper('delete from ledger_entries where org_id = $1 and index >= 595', orgId);
    const head = [orgId, Buffer.from(root), packFrontier(frontier)];
    await tamper('update ledger_heads set size = 595, root = $2, frontier = $3 where org_id = $1', ...head);
    expect(await found(orgId)).toEqual([['ledger.cut', 595]]);
    await tamper('delete from ledger_checkpoints where org_id = $1 and size > 595', orgId);
    expect(await found(orgId)).toEqual([['ledger.cut', 595]]);
    expect(
      await new LedgerVerifier(database.hot, new LedgerWitness(database.signal)).verify({ orgId }, open),
    ).toMatchObject({ ok: true, size: 595 });
  });

  it('finds a ledger that is gone altogether', async () => {
    const orgId = await someLedger();
    for (const table of ['ledger_heads', 'ledger_entries', 'ledger_contents', 'ledger_tiles', 'ledger_checkpoints'])
      await tamper(`delete from ${table} where org_id = $1`, orgId);
    expect(await found(orgId)).toEqual([['ledger.cut', null]]);
  });

  it('finds a tile that is gone', async () => {
    const orgId = await someLedger();
    await tamper('delete from ledger_tiles where org_id = $1 and index = 1', orgId);
    expect(await found(orgId)).toEqual([['tile.altered', null]]);
  });

  it('finds a content that was altered, exchanged or put where none was; one that is erased is no fault', async () => {
    const orgId = await someLedger();
    await tamper(
      'update ledger_contents set sealed = (select sealed from ledger_contents where org_id = $1 and index = 11) where org_id = $1 and index = 10',
      orgId,
    );
    await tamper(String.raw`update ledger_contents set sealed = '\x00' where org_id = $1 and index = 20`, orgId);
    await tamper('delete from ledger_contents where org_id = $1 and index = 30', orgId);
    expect(await check(orgId)).toMatchObject({ erased: 1, contents: 597 });
    expect(await found(orgId)).toEqual([
      ['content.altered', 10],
      ['content.altered', 20],
    ]);
  });

  it('says nothing wrong of another org when one is damaged', async () => {
    const [one, two] = [await someLedger(), await someLedger()];
    await tamper('delete from ledger_entries where org_id = $1', one);
    expect((await check(one)).faultCount).toBe(600);
    expect((await check(one)).faults).toHaveLength(100);
    expect(await check(two)).toMatchObject({ ok: true });
  });

  it('finds the frontier that would lead the next append astray', async () => {
    const orgId = await someLedger();
    const { rows } = await owner.query<{ size: string; frontier: Buffer }>(
      'select size, frontier from ledger_heads where org_id = $1',
      [orgId],
    );
    expect(() => unpackFrontier(Number(rows[0]!.size), rows[0]!.frontier)).not.toThrow();
    const heard = new Promise((hear) =>
      database.signal.on(LEDGER_APPENDED, ({ orgId: whose }) => whose === orgId && hear(null)),
    );
    await tamper(
      'update ledger_heads set frontier = $2 where org_id = $1',
      orgId,
      Buffer.concat([randomBytes(32), rows[0]!.frontier.subarray(32)]),
    );
    expect(await found(orgId)).toEqual([['checkpoint.root', null]]);
    await database.hot.within({ orgId }, (tx) => ledger.append(tx, orgId, EntryBatch.of([entry(orgId, 1)])));
    await heard;
    expect((await found(orgId))[0]).toEqual(['checkpoint.root', 600]);
  });
});
