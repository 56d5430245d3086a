import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Clock, type OrgId } from '#kernel';
import { Log, Metrics } from '#platform/observability';
import { openTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { JobDesk } from './job-desk.js';
import { JobFigures } from './job-figures.js';
import { JobHandlers } from './job-handlers.js';
import type { JobMessage } from './job-message.js';
import { JobRunner } from './job-runner.js';
import type { JobDefinition } from './job.js';
import { Outbox } from './outbox.js';
import { RelayLoop } from './relay-loop.js';
import { Relay } from './relay.js';

// Not of the product's own jobs, which defineJob gathers and a worker must handle in full.
const ofOrg = {
  name: 'outbox.org-job',
  payload: z.strictObject({ orgId: z.uuid(), n: z.int().optional() }),
  lane: 'quick',
} as const satisfies JobDefinition;
const ofInstallation = {
  name: 'outbox.system-job',
  payload: z.strictObject({}),
  lane: 'quick',
} as const satisfies JobDefinition;

class SetClock extends Clock {
  at = new Date('2030-01-01T00:00:00Z');
  override now(): Date {
    return this.at;
  }
}

/** A queue that keeps what it is offered, or refuses everything. */
class Shelf extends JobRunner {
  readonly offered: JobMessage[] = [];
  isDown = false;
  heard: () => void = () => undefined;
  /** What the next offer waits for, once. */
  beforeNext: Promise<void> = Promise.resolve();
  override enqueue(messages: readonly JobMessage[]): Promise<void> {
    if (this.isDown) return Promise.reject(new Error('The queue is away.'));
    this.offered.push(...messages);
    this.heard();
    const wait = this.beforeNext;
    this.beforeNext = Promise.resolve();
    return wait;
  }
  override schedule = (): Promise<void> => Promise.resolve();
  override work = (): Promise<void> => Promise.resolve();
  override stop = (): Promise<void> => Promise.resolve();
}

const silent = new Log({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function stand(): Promise<{
  orgId: OrgId;
  clock: SetClock;
  outbox: Outbox;
  shelf: Shelf;
  relay: Relay;
  newRelay: () => Relay;
}> {
  const clock = new SetClock();
  const shelf = new Shelf();
  const newRelay = (): Relay => new Relay(database.system, shelf, clock);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query('truncate org_jobs, system_jobs');
  await admin.end();
  return {
    orgId: await database.createOrg(),
    clock,
    outbox: new Outbox(database.signal, clock),
    shelf,
    relay: newRelay(),
    newRelay,
  };
}

describe('the outbox', () => {
  it('hands on a job whose transaction committed, once', async () => {
    const { orgId, outbox, shelf, relay } = await stand();
    await database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId, n: 1 }));
    await relay.carryOver();
    await relay.carryOver();
    expect(shelf.offered.map(({ orgId: org, name, payload }) => [org, name, payload])).toEqual([
      [orgId, 'outbox.org-job', { orgId, n: 1 }],
    ]);
  });

  it('never saw a job whose transaction rolled back', async () => {
    const { orgId, outbox, shelf, relay } = await stand();
    const rolledBack = database.db.within({ orgId }, async (tx) => {
      await outbox.add(tx, ofOrg, { orgId });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await relay.carryOver()).toBe(0);
    expect(shelf.offered).toEqual([]);
  });

  it('takes jobs of the installation from a transaction that looks across orgs', async () => {
    const { outbox, shelf, relay } = await stand();
    await database.system.across('test', (tx) => outbox.add(tx, ofInstallation, {}));
    await relay.carryOver();
    expect(shelf.offered.map(({ orgId, name }) => [orgId, name])).toEqual([[null, 'outbox.system-job']]);
  });

  it('lets no org add a job for another', async () => {
    const { orgId, outbox } = await stand();
    const other = await database.createOrg();
    await expect(database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId: other }))).rejects.toThrow(
      /row-level security/,
    );
  });

  it('adds the same job with the same key once in an org, also after it was handed on, for a day', async () => {
    const { orgId, outbox, shelf, relay, clock } = await stand();
    const other = await database.createOrg();
    const add = (org: OrgId) =>
      database.db.within({ orgId: org }, (tx) => outbox.add(tx, ofOrg, { orgId: org }, { key: 'v7' }));
    await Promise.all([add(orgId), add(orgId), add(other)]);
    await relay.carryOver();
    await add(orgId);
    await relay.carryOver();
    expect(shelf.offered.map(({ orgId: org }) => org).sort()).toEqual([orgId, other].sort());

    clock.at = new Date('2030-01-02T00:00:01Z');
    await relay.untilNext();
    await add(orgId);
    await relay.carryOver();
    expect(shelf.offered).toHaveLength(3);
  });

  it('keeps a job until it is due', async () => {
    const { orgId, outbox, shelf, relay, clock } = await stand();
    await database.db.within({ orgId }, (tx) =>
      outbox.add(tx, ofOrg, { orgId }, { after: new Date('2030-01-01T01:00:00Z') }),
    );
    expect(await relay.carryOver()).toBe(0);
    clock.at = new Date('2030-01-01T01:00:00Z');
    expect(await relay.carryOver()).toBe(1);
    expect(shelf.offered).toHaveLength(1);
  });

  it('keeps a job that the queue did not take, and offers it again under the same delivery', async () => {
    const { orgId, outbox, shelf, relay } = await stand();
    await database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId }));
    shelf.isDown = true;
    await expect(relay.carryOver()).rejects.toThrow('The queue is away.');
    shelf.isDown = false;
    await relay.carryOver();
    expect(shelf.offered).toHaveLength(1);
  });

  it('gives each job to one of many relays, also while one of them is slow', async () => {
    const { orgId, outbox, shelf, relay, newRelay } = await stand();
    for (let n = 0; n < 150; n += 1) await database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId, n }));
    let hasTaken = (): void => undefined;
    const taken = new Promise<void>((resolve) => (hasTaken = resolve));
    let goOn = (): void => undefined;
    shelf.beforeNext = new Promise<void>((resolve) => (goOn = resolve));
    shelf.heard = hasTaken;
    const slow = relay.carryOver();
    await taken;
    expect(await newRelay().carryOver()).toBe(50);
    expect(await newRelay().carryOver()).toBe(0);
    goOn();
    expect(await slow).toBe(100);
    expect(new Set(shelf.offered.map(({ id }) => id)).size).toBe(150);
    expect(shelf.offered).toHaveLength(150);
  });

  it('tells every process of a job when its transaction commits', async () => {
    const { orgId, outbox } = await stand();
    const told = new Promise((resolve) => database.signal.on('jobs.added', resolve));
    await database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId }));
    expect(await told).toEqual({ topic: 'jobs.added' });
  });

  it('tells how many jobs wait and since when, as figures for an alarm', async () => {
    const { orgId, outbox, clock } = await stand();
    const metrics = new Metrics();
    new JobFigures(database.system, clock, metrics);
    await database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId }));
    clock.at = new Date('2030-01-01T00:01:30Z');
    const text = await metrics.prometheusText();
    expect(text).toMatch(/castellan_jobs_waiting{scope="org"[^}]*} 1\b/);
    expect(text).toMatch(/castellan_jobs_overdue(?:_seconds)?{scope="org"[^}]*} 90\b/);
    expect(text).toMatch(/castellan_jobs_dead{scope="system"[^}]*} 0\b/);
  });

  it('wakes a relay that waits', async () => {
    const { orgId, outbox, shelf, relay } = await stand();
    const offered = new Promise<void>((resolve) => {
      shelf.heard = () => resolve();
    });
    const loop = new RelayLoop(relay, database.signal, silent);
    loop.start();
    await database.db.within({ orgId }, (tx) => outbox.add(tx, ofOrg, { orgId }));
    await offered;
    await loop.stop();
    expect(shelf.offered).toHaveLength(1);
  });
});

describe('the desk', () => {
  const deskOf = (handlers: JobHandlers, clock: Clock): JobDesk =>
    new JobDesk(handlers, database.system, clock, silent);
  const deadOf = async (): Promise<{ name: string; error: string }[]> => {
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    const { rows } = await admin.query<{ name: string; error: string }>(
      `select name, error from org_jobs where state = 'dead'`,
    );
    await admin.end();
    return rows;
  };
  const message = (orgId: OrgId, over: Partial<JobMessage> = {}): JobMessage => ({
    delivery: orgId,
    id: orgId,
    orgId,
    name: 'outbox.org-job',
    lane: 'quick',
    payload: { orgId },
    addedAt: '2030-01-01T00:00:00.000Z',
    ...over,
  });

  it('does a job as the job itself, in the org that its payload names', async () => {
    const { orgId, clock } = await stand();
    const handlers = new JobHandlers(clock);
    const seen: unknown[] = [];
    handlers.add(ofOrg, (ctx, payload) =>
      Promise.resolve(void seen.push(ctx.orgId, ctx.principal.kind, ctx.principal.label, ctx.now, payload)),
    );
    await deskOf(handlers, clock).perform(message(orgId));
    expect(seen).toEqual([orgId, 'job', 'outbox.org-job', clock.at, { orgId }]);
  });

  it('buries at once what nobody can ever do: an unknown job, a payload that does not fit', async () => {
    const { orgId, clock } = await stand();
    const handlers = new JobHandlers(clock);
    handlers.add(ofOrg, () => Promise.resolve());
    await deskOf(handlers, clock).perform(message(orgId, { name: 'outbox.unheard-of' }));
    expect((await deadOf()).map(({ name }) => name)).toEqual(['outbox.unheard-of']);
    await deskOf(handlers, clock).perform(
      message(orgId, { id: ofUuid(1), delivery: ofUuid(1), payload: { orgId, n: 'one' } }),
    );
    expect(await deadOf()).toHaveLength(2);
  });

  it('tells an administrator no words of an unexpected fault: they may hold content', async () => {
    const { orgId, clock } = await stand();
    const handlers = new JobHandlers(clock);
    handlers.add(ofOrg, () => Promise.reject(new Error('near "hunter2"')));
    await expect(deskOf(handlers, clock).perform(message(orgId))).rejects.toThrow(/^An unexpected fault/);
  });

  it('keeps a dead job once, however often it is told of it', async () => {
    const { orgId, clock } = await stand();
    const keeper = deskOf(new JobHandlers(clock), clock);
    const dead = { message: message(orgId), error: 'The sink is closed.', attempts: 10 };
    await Promise.all([keeper.bury(dead), keeper.bury(dead)]);
    expect(await deadOf()).toEqual([{ name: 'outbox.org-job', error: 'The sink is closed.' }]);
  });
});

const ofUuid = (n: number): string => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
