import { newId, type OrgId } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DeadJob, JobMessage } from './job-message.js';
import { type JobLane, type JobName, orgOf } from './job.js';

/** The two tables have the same columns, but for `org_id`: RLS keeps the jobs of an org inside it. */
const TABLES = ['org_jobs', 'system_jobs'] as const;
type JobTable = (typeof TABLES)[number];

interface JobRow {
  org_id: string | null;
  id: string;
  delivery: string;
  name: string;
  lane: string;
  payload: Record<string, unknown>;
  created_at: Date;
  key: string | null;
}

interface NewJob {
  readonly name: JobName;
  readonly lane: JobLane;
  readonly payload: Record<string, unknown>;
  readonly now: Date;
  readonly key?: string;
  readonly after?: Date;
}

/** Writes a waiting job, unless one with its key is remembered. */
export async function insertJob(tx: OrgTx | SystemTx, job: NewJob): Promise<void> {
  const orgId = orgOf(job.payload);
  const id = newId(job.now);
  const values = [
    id,
    id,
    job.name,
    job.lane,
    job.key ?? null,
    JSON.stringify(job.payload),
    job.after ?? job.now,
    job.now,
  ];
  const columns = 'id, delivery, name, lane, key, payload, run_after, created_at';
  if (orgId === null) {
    await sql(tx).query(
      `insert into system_jobs (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (name, key) do nothing`,
      values,
    );
    return;
  }
  await sql(tx).query(
    `insert into org_jobs (${columns}, org_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org_id, name, key) do nothing`,
    [...values, orgId],
  );
}

/** Takes due jobs and keeps other relays from them until this transaction ends. */
export async function takeDue(tx: SystemTx, now: Date, limit: number): Promise<readonly JobMessage[]> {
  const messages: JobMessage[] = [];
  for (const table of TABLES) {
    const taken = await sql(tx).query<JobRow>(
      `select ${orgColumn(table)}, id, delivery, name, lane, payload, created_at, key from ${table}
        where state = 'waiting' and run_after <= $1 order by run_after limit $2 for update skip locked`,
      [now, limit - messages.length],
    );
    messages.push(...taken.map(toMessage));
  }
  return messages;
}

/** Forgets jobs that a queue now has; those with a key are remembered as sent. */
export async function settleSent(tx: SystemTx, messages: readonly JobMessage[], now: Date): Promise<void> {
  for (const table of TABLES) {
    const ids = messages.filter((message) => tableOf(message) === table).map(({ id }) => id);
    if (ids.length === 0) continue;
    await sql(tx).query(
      `update ${table} set state = 'sent', sent_at = $2 where id = any($1::uuid[]) and key is not null`,
      [ids, now],
    );
    await sql(tx).query(`delete from ${table} where id = any($1::uuid[]) and key is null`, [ids]);
  }
}

/** When the next waiting job is due, or null when none waits. */
export async function nextDue(tx: SystemTx): Promise<Date | null> {
  const [row] = await sql(tx).query<{ due: Date | null }>(
    `select least((select min(run_after) from org_jobs where state = 'waiting'),
                  (select min(run_after) from system_jobs where state = 'waiting')) as due`,
  );
  return row?.due ?? null;
}

export interface JobCount {
  readonly scope: 'org' | 'system';
  readonly waiting: number;
  readonly overdueSeconds: number;
  readonly dead: number;
}

/** How many jobs are due and wait, and how many are dead, and for how long the oldest has been due, over all orgs and for the installation. */
export async function countJobs(tx: SystemTx, now: Date): Promise<readonly JobCount[]> {
  const counts: JobCount[] = [];
  for (const table of TABLES) {
    const [row] = await sql(tx).query<{ waiting: number; overdue: number; dead: number }>(
      `select count(*) filter (where state = 'waiting' and run_after <= $1)::int as waiting, count(*) filter (where state = 'dead')::int as dead,
              coalesce(greatest(extract(epoch from $1::timestamptz - min(run_after) filter (where state = 'waiting')), 0), 0)::float8 as overdue
         from ${table} where state in ('waiting', 'dead')`,
      [now],
    );
    const { waiting = 0, overdue = 0, dead = 0 } = row ?? {};
    counts.push({ scope: table === 'org_jobs' ? 'org' : 'system', waiting, overdueSeconds: overdue, dead });
  }
  return counts;
}

/** Forgets the keys of jobs that were sent before `before`. */
export async function forgetKeys(tx: SystemTx, before: Date): Promise<void> {
  for (const table of TABLES)
    await sql(tx).query(`delete from ${table} where state = 'sent' and sent_at < $1`, [before]);
}

/** Keeps a job that its queue gave up, once. */
export async function insertDead(tx: SystemTx, { message, error, attempts }: DeadJob, now: Date): Promise<void> {
  const table = tableOf(message);
  const own = { columns: message.orgId === null ? '' : ', org_id', value: message.orgId === null ? '' : ', $11' };
  await sql(tx).query(
    `insert into ${table} (id, delivery, name, lane, payload, run_after, created_at, state, failed_at, error, attempts${own.columns})
     values ($1, $2, $3, $4, $5, $6, $7, 'dead', $8, $9, $10${own.value})
     on conflict (${message.orgId === null ? 'id' : 'org_id, id'}) do update
       set state = 'dead', failed_at = excluded.failed_at, error = excluded.error, attempts = excluded.attempts
       where ${table}.delivery = excluded.delivery and ${table}.state <> 'dead'`,
    [
      message.id,
      message.delivery,
      message.name,
      message.lane,
      JSON.stringify(message.payload),
      now,
      message.addedAt,
      now,
      error,
      attempts,
      ...(message.orgId === null ? [] : [message.orgId]),
    ],
  );
}

export interface DeadJobRow {
  readonly id: string;
  readonly name: string;
  readonly payload: Record<string, unknown>;
  readonly error: string;
  readonly attempts: number;
  readonly addedAt: Date;
  readonly failedAt: Date;
}

/** Dead jobs of the org, newest first, after the one that `before` names. */
export function listDead(
  tx: OrgTx,
  page: { orgId: OrgId; before: string | null; limit: number },
): Promise<DeadJobRow[]> {
  return sql(tx).query<DeadJobRow>(
    `select id, name, payload, error, attempts, created_at as "addedAt", failed_at as "failedAt" from org_jobs
      where org_id = $1 and state = 'dead' and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [page.orgId, page.before, page.limit],
  );
}

/** Lets a dead job of the org wait again, as a new delivery; its name, or null when there is no such dead job. */
export async function reviveDead(tx: OrgTx, orgId: OrgId, id: string, now: Date): Promise<string | null> {
  const [row] = await sql(tx).query<{ name: string }>(
    `update org_jobs set state = 'waiting', delivery = $3, run_after = $4, error = null, failed_at = null, attempts = 0
      where org_id = $1 and id = $2 and state = 'dead' returning name`,
    [orgId, id, newId(now), now],
  );
  return row?.name ?? null;
}

const tableOf = (message: JobMessage): JobTable => (message.orgId === null ? 'system_jobs' : 'org_jobs');

const orgColumn = (table: JobTable): string => (table === 'org_jobs' ? 'org_id' : 'null::uuid as org_id');

function toMessage(row: JobRow): JobMessage {
  return {
    delivery: row.delivery,
    id: row.id,
    orgId: row.org_id as OrgId | null,
    name: row.name as JobName,
    lane: row.lane as JobLane,
    payload: row.payload,
    addedAt: row.created_at.toISOString(),
  };
}
