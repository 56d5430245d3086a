import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrgId } from '#kernel';
import { decision, MACHINE, PERSON, recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { EntryReader } from '../entries/entry.reader.js';
import type { SessionPlace } from './session.js';
import { SessionNotFound } from './session.errors.js';
import { SessionReader } from './session.reader.js';
import { SessionService } from './session.service.js';

let database: TestDatabase;
let kit: ReturnType<typeof recordedLedger>;
let sessions: SessionService;

beforeAll(async () => {
  database = await openTestDatabase();
  kit = recordedLedger(database);
  sessions = new SessionService(database.hot, new SessionReader(), new EntryReader());
});
afterAll(() => database.close());

const list = (orgId: OrgId, search = {}, after: SessionPlace | null = null, limit = 100) =>
  sessions.page(contextOf(orgId), search, { after, limit });

describe('sessions', () => {
  it('tell who worked with which agent where, and what was decided', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, [
      { kind: 'session.started', session: 's1' },
      { session: 's1', decision: decision('allow') },
      { session: 's1', decision: decision('reject') },
      {},
    ]);
    expect(await list(orgId)).toMatchObject([
      {
        name: 's1',
        agent: 'codex',
        machine: MACHINE,
        actor: PERSON,
        events: 3,
        counts: { allow: 1, ask: 0, reject: 1 },
        startedAt: new Date('2030-01-01T10:00:00Z'),
        lastAt: new Date('2030-01-01T10:00:02Z'),
      },
    ]);
  });

  it('show their events in the order in which they happened, whenever they arrived', async () => {
    const orgId = await database.createOrg();
    const [late] = await kit.record(orgId, [{ session: 's1', tool: 'b', at: '2030-01-01T11:00:00.000Z' }]);
    await kit.record(orgId, [
      { session: 's1', tool: 'a', at: '2030-01-01T09:00:00.000Z' },
      { session: 's2', tool: 'other' },
    ]);
    const { timeline } = await sessions.timeline(contextOf(orgId), late!.session!.id);
    expect(timeline.map(({ event }) => event.tool)).toEqual(['a', 'b']);
  });

  it('are paged latest first and filtered', async () => {
    const orgId = await database.createOrg();
    await kit.record(
      orgId,
      Array.from({ length: 9 }, (_, i) => ({ session: `s${i}`, agent: i % 3 === 0 ? 'cursor' : 'codex' })),
    );
    const first = await list(orgId, {}, null, 4);
    expect(first.map(({ name }) => name)).toEqual(['s8', 's7', 's6', 's5', 's4']);
    expect((await list(orgId, {}, first[3], 10)).map(({ name }) => name)).toEqual(['s4', 's3', 's2', 's1', 's0']);
    expect((await list(orgId, { agent: 'cursor' })).map(({ name }) => name)).toEqual(['s6', 's3', 's0']);
    expect((await list(orgId, { q: 'S7' })).map(({ name }) => name)).toEqual(['s7']);
    expect(await list(orgId, { person: 'nobody' })).toEqual([]);
    expect((await list(orgId, { from: new Date('2030-01-01T10:00:07Z') })).map(({ name }) => name)).toEqual([
      's8',
      's7',
    ]);
  });

  it('are one org’s own', async () => {
    const [one, two] = [await database.createOrg(), await database.createOrg()];
    const [event] = await kit.record(one, [{ session: 's1' }]);
    expect(await list(two)).toEqual([]);
    await expect(sessions.timeline(contextOf(two), event!.session!.id)).rejects.toThrow(SessionNotFound);
  });
});
