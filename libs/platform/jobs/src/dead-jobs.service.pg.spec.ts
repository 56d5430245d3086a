import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, type OrgId, SystemClock } from '#kernel';
import { Log } from '#platform/observability';
import { Ledger, Trail } from '#platform/trail';
import { InstallationSealer } from '#platform/vault';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { DeadJobs } from './dead-jobs.service.js';
import { JobDesk } from './job-desk.js';
import { JobHandlers } from './job-handlers.js';
import type { JobMessage } from './job-message.js';
import { takeDue } from './job-rows.js';
import { DeadJobUnknown } from './jobs.errors.js';

let database: TestDatabase;
let deadJobs: DeadJobs;
let desk: JobDesk;
beforeAll(async () => {
  database = await openTestDatabase();
  const clock = new SystemClock();
  const ledger = new Ledger(new InstallationSealer(new Uint8Array(32).fill(1)), database.signal, clock);
  deadJobs = new DeadJobs(database.db, database.signal, new Trail(ledger));
  desk = new JobDesk(new JobHandlers(clock), database.system, clock, new Log({ level: 'silent' }));
});
afterAll(() => database.close());

async function bury(orgId: OrgId, error = 'The sink is closed.'): Promise<JobMessage> {
  const id = newId(new Date());
  const message: JobMessage = {
    delivery: id,
    id,
    orgId,
    name: 'sink.export',
    lane: 'quick',
    payload: { orgId },
    addedAt: '2030-01-01T00:00:00.000Z',
  };
  await desk.bury({ message, error, attempts: 10 });
  return message;
}

const due = () => database.system.across('test', (tx) => takeDue(tx, new Date('2031-01-01T00:00:00Z'), 100));

describe('dead jobs', () => {
  it('are listed to their org, newest first, page by page', async () => {
    const ctx = contextOf(await database.createOrg());
    const ids = [await bury(ctx.orgId), await bury(ctx.orgId), await bury(ctx.orgId)].map(({ id }) => id).reverse();
    const first = await deadJobs.list(ctx, { limit: 2 });
    expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.jobs[0]).toMatchObject({ name: 'sink.export', error: 'The sink is closed.', attempts: 10 });
    const second = await deadJobs.list(ctx, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.jobs.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.nextCursor).toBeNull();
  });

  it('are tried again when a person says so, as a new delivery, and the ledger says who said it', async () => {
    const ctx = contextOf(await database.createOrg());
    const { id, delivery } = await bury(ctx.orgId);
    await deadJobs.retry(ctx, id);
    const waiting = (await due()).filter(({ orgId }) => orgId === ctx.orgId);
    expect(waiting).toMatchObject([{ id, name: 'sink.export', payload: { orgId: ctx.orgId } }]);
    expect(waiting[0]?.delivery).not.toBe(delivery);
    expect((await deadJobs.list(ctx, { limit: 10 })).jobs).toEqual([]);
    expect(await trailOf(ctx.orgId)).toEqual(['admin.job.retried']);
  });

  it('are not there for another org, nor twice', async () => {
    const ctx = contextOf(await database.createOrg());
    const other = contextOf(await database.createOrg());
    const { id } = await bury(ctx.orgId);
    expect((await deadJobs.list(other, { limit: 10 })).jobs).toEqual([]);
    await expect(deadJobs.retry(other, id)).rejects.toThrow(DeadJobUnknown);
    await deadJobs.retry(ctx, id);
    await expect(deadJobs.retry(ctx, id)).rejects.toThrow(DeadJobUnknown);
  });

  it('stay waiting when their queue tells late of the death before the retry', async () => {
    const ctx = contextOf(await database.createOrg());
    const message = await bury(ctx.orgId);
    await deadJobs.retry(ctx, message.id);
    await desk.bury({ message, error: 'Told again.', attempts: 10 });
    expect((await deadJobs.list(ctx, { limit: 10 })).jobs).toEqual([]);
  });
});

async function trailOf(orgId: OrgId): Promise<string[]> {
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ kind: string }>('select kind from ledger_entries where org_id = $1', [orgId]);
  await admin.end();
  return rows.map(({ kind }) => kind);
}
