import { randomBytes, type KeyObject } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrgId } from '#kernel';
import { leafHash, openCheckpoint, verifyInclusion } from '#engines/ledger';
import { KeyUnavailable, KeyVault, LocalKeyring } from '#platform/vault';
import { decision, MACHINE, PERSON, recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { AuditEntry, EntryPlace, EntrySearch } from './audit-entry.js';
import { EntryNotFound } from './entry.errors.js';
import { EntryReader } from './entry.reader.js';
import { EntrySearchService } from './entry-search.service.js';
import { EntryService } from './entry.service.js';

let database: TestDatabase;
let kit: ReturnType<typeof recordedLedger>;
let entries: EntryService;
/** One for whom no time passes, and one for whom every look takes a second. */
let patient: EntrySearchService;
let slow: EntrySearchService;
let searches: EntrySearchService;
let owner: Client;

beforeAll(async () => {
  database = await openTestDatabase();
  kit = recordedLedger(database);
  entries = new EntryService(database.hot, new EntryReader(), kit.reader, kit.sealer);
  const at = (now: () => Date) => new EntrySearchService(database.hot, new EntryReader(), { now });
  searches = at(() => new Date());
  let seconds = 0;
  patient = at(() => new Date(0));
  slow = at(() => new Date((seconds += 1) * 1_000));
  owner = new Client({ connectionString: database.adminUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

const found = async (orgId: OrgId, search: EntrySearch): Promise<number[]> =>
  (await searches.search(contextOf(orgId), search, { after: null, limit: 100 })).entries.map(({ index }) => index);

async function everyPage(orgId: OrgId, search: EntrySearch, limit: number, service = searches): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  let after: EntryPlace | null = null;
  do {
    const page = await service.search(contextOf(orgId), search, { after, limit });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    all.push(...page.entries);
    after = page.next;
  } while (after !== null);
  return all;
}

describe('searching the ledger', () => {
  it('finds by each thing that an entry has', async () => {
    const orgId = await database.createOrg();
    const other = { id: '01980000-0000-7000-8000-00000000000c', label: 'linux-bob' };
    await kit.record(orgId, [
      { decision: decision('allow'), tool: 'Bash', session: 's1' },
      {
        decision: decision('reject', { rules: ['no-rm', 'workspace'], reason: 'Nothing outside the workspace.' }),
        tool: 'Bash',
        session: 's1',
      },
      { agent: 'cursor', tool: 'edit', session: 's2', machine: other, actor: { kind: 'machine', ...other } },
      { kind: 'session.started', agent: undefined, machine: undefined, actor: { kind: 'person', id: 'x', label: 'y' } },
      {
        kind: 'admin.policy.published',
        agent: undefined,
        machine: undefined,
        target: { kind: 'policy', id: '7' },
        facts: { note: 'a "quoted" 100% back\\slash_thing' },
      },
    ]);
    const [{ event }] = (await everyPage(orgId, { effect: 'allow' }, 10)) as [AuditEntry];
    const cases: [EntrySearch, number[]][] = [
      [{}, [4, 3, 2, 1, 0]],
      [{ effect: 'reject' }, [1]],
      [{ kind: 'tool.decision' }, [2, 1, 0]],
      [{ kind: 'admin' }, [4]],
      [{ kind: 'adm' }, []],
      [{ agent: 'cursor' }, [2]],
      [{ tool: 'Bash' }, [1, 0]],
      [{ machine: MACHINE.id }, [1, 0]],
      [{ machine: other.id }, [2]],
      [{ person: PERSON.id }, [4, 1, 0]],
      [{ rule: 'no-rm' }, [1]],
      [{ target: '7' }, [4]],
      [{ target: PERSON.id }, []],
      [{ session: event.session!.id }, [1, 0]],
      [{ session: event.session!.id, effect: 'reject' }, [1]],
      [{ q: 'OUTSIDE the' }, [1]],
      [{ q: 'linux-bob' }, [2]],
      [{ q: '"quoted"' }, [4]],
      [{ q: '100%' }, [4]],
      [{ q: 'back\\slash_' }, [4]],
      [{ q: '100_' }, []],
      [{ q: 'reason' }, []],
      [{ q: "'; drop table" }, []],
      [{ from: new Date('2030-01-01T10:00:01Z'), to: new Date('2030-01-01T10:00:03Z') }, [2, 1]],
      [{ from: new Date('2031-01-01T00:00:00Z') }, []],
    ];
    for (const [search, expected] of cases) expect([search, await found(orgId, search)]).toEqual([search, expected]);
  });

  it('pages through everything once, also when many things happened in the same moment', async () => {
    const orgId = await database.createOrg();
    const at = '2030-01-01T10:00:00.000Z';
    await kit.record(
      orgId,
      Array.from({ length: 120 }, (_, i) => ({ at, tool: i % 3 === 0 ? 'Bash' : 'Read' })),
    );
    for (const limit of [1, 7, 50, 119, 120, 200]) {
      expect((await everyPage(orgId, {}, limit)).map(({ index }) => index)).toEqual(
        Array.from({ length: 120 }, (_, i) => 119 - i),
      );
    }
    expect(await everyPage(orgId, { tool: 'Bash' }, 9)).toHaveLength(40);
  });

  it('keeps its place while the ledger grows', async () => {
    const orgId = await database.createOrg();
    await kit.record(
      orgId,
      Array.from({ length: 20 }, () => ({})),
    );
    const first = await searches.search(contextOf(orgId), {}, { after: null, limit: 10 });
    await kit.record(
      orgId,
      Array.from({ length: 5 }, () => ({ at: '2030-05-01T00:00:00.000Z' })),
    );
    const second = await searches.search(contextOf(orgId), {}, { after: first.next, limit: 10 });
    expect(second.entries.map(({ index }) => index)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(second.next).toBeNull();
  });

  it('looks on past a long stretch in which nothing fits', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, [{ tool: 'rare', at: '2029-01-01T00:00:00.000Z' }, { tool: 'common' }]);
    // Sixty thousand entries that do not fit, put in by the owner: the reader asks for order and content, not for proofs.
    await owner.query(
      `insert into ledger_entries (org_id, index, event_id, leaf, leaf_hash, kind, occurred_at, actor_id, tool)
       select org_id, n, gen_random_uuid(), leaf, leaf_hash, kind, occurred_at, actor_id, tool
       from ledger_entries cross join generate_series(2, 60001) as n where org_id = $1 and index = 1`,
      [orgId],
    );
    for (const [search, indexes] of [
      [{ tool: 'rare' }, [0]],
      [{ q: 'RARE' }, [0]],
      [{ tool: 'rarest' }, []],
    ] as const) {
      const all = await patient.search(contextOf(orgId), search, { after: null, limit: 100 });
      expect({ indexes: all.entries.map(({ index }) => index), next: all.next }).toEqual({ indexes, next: null });
    }
    // Who asks where looking takes long is soon told where to look on, and finds the same.
    const first = await slow.search(contextOf(orgId), { tool: 'rare' }, { after: null, limit: 100 });
    expect(first).toMatchObject({ entries: [], next: { index: 60_001 - 3_999 } });
    expect((await everyPage(orgId, { tool: 'rare' }, 100, slow)).map(({ index }) => index)).toEqual([0]);
  });

  it('sorts an event from a machine whose clock is years ahead by when it was received', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, [
      { at: '2099-01-01T00:00:00.000Z', receivedAt: '2030-01-01T00:00:00.000Z' },
      { at: '2030-02-01T00:00:00.000Z' },
    ]);
    expect(await found(orgId, {})).toEqual([1, 0]);
  });

  it('shows nothing of another org', async () => {
    const [one, two] = [await database.createOrg(), await database.createOrg()];
    const [event] = await kit.record(one, [{ session: 's1', content: { command: 'ls' } }]);
    expect(await found(two, {})).toEqual([]);
    expect(await found(two, { session: event!.session!.id })).toEqual([]);
    await expect(entries.detail(contextOf(two), event!.id)).rejects.toThrow(EntryNotFound);
  });
});

describe('one entry', () => {
  it('comes with its content and a proof that anybody can check', async () => {
    const orgId = await database.createOrg();
    const events = await kit.record(
      orgId,
      Array.from({ length: 300 }, (_, i) => ({ content: { command: `ls ${i}` } })),
    );
    const detail = await entries.detail(contextOf(orgId), events[277]!.id);
    expect(detail).toMatchObject({ index: 277, content: { state: 'present', content: { command: 'ls 277' } } });
    const [key] = await database.hot.within({ orgId }, (tx) => kit.reader.publicKeys(tx, orgId));
    const checkpoint = openCheckpoint(detail.proof!.checkpoint!, {
      name: key!.name,
      publicKey: Buffer.from(key!.publicKey, 'base64'),
    })!;
    expect(checkpoint.size).toBe(300);
    expect(
      verifyInclusion(detail.proof!.hashes, { hash: leafHash(Buffer.from(detail.leaf)), index: 277 }, checkpoint),
    ).toBe(true);
  });

  it('says why there is no content to be seen', async () => {
    const orgId = await database.createOrg();
    const [none, erased, altered] = await kit.record(orgId, [{}, { content: 'x' }, { content: 'y' }]);
    await owner.query('delete from ledger_contents where org_id = $1 and index = 1', [orgId]);
    await owner.query('update ledger_contents set sealed = sealed || $2 where org_id = $1 and index = 2', [
      orgId,
      Buffer.of(1),
    ]);
    const stateOf = async (id: string) => (await entries.detail(contextOf(orgId), id)).content;
    expect(await stateOf(none!.id)).toEqual({ state: 'none', content: null });
    expect(await stateOf(erased!.id)).toEqual({ state: 'erased', content: null });
    expect(await stateOf(altered!.id)).toEqual({ state: 'unreadable', content: null });
  });

  it('is shown without its content when the org has taken its key away', async () => {
    const keyring = new LocalKeyring(randomBytes(32));
    class Revoked extends KeyVault {
      override readonly name = 'local';
      override generateDataKey = keyring.generateDataKey.bind(keyring);
      override decrypt(): Promise<KeyObject> {
        return Promise.reject(new KeyUnavailable('The key is disabled.'));
      }
    }
    const orgId = await database.createOrg();
    const [event] = await recordedLedger(database, keyring).record(orgId, [{ content: 'x' }]);
    const { sealer } = recordedLedger(database, new Revoked());
    const withoutKey = new EntryService(database.hot, new EntryReader(), kit.reader, sealer);
    expect((await withoutKey.detail(contextOf(orgId), event!.id)).content).toEqual({
      state: 'unreadable',
      content: null,
    });
  });
});
