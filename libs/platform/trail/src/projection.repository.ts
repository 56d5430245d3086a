import type { OrgId } from '#kernel';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { columnsOf } from './binary-column.js';
import type { Projection } from './projection.js';

const UPSERT_SESSIONS = `
  insert into ledger_sessions as s
    (org_id, id, name, agent, machine_id, machine_label, actor_id, actor_kind, actor_label, started_at, last_at, events, allowed, asked, rejected)
  select $1::uuid, n.* from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                                   $10::timestamptz[], $11::timestamptz[], $12::int8[], $13::int8[], $14::int8[], $15::int8[]) as n
  on conflict (org_id, id) do update set
    started_at = least(s.started_at, excluded.started_at),
    last_at = greatest(s.last_at, excluded.last_at),
    events = s.events + excluded.events,
    allowed = s.allowed + excluded.allowed,
    asked = s.asked + excluded.asked,
    rejected = s.rejected + excluded.rejected`;

const UPSERT_DAYS = `
  insert into ledger_days as d (org_id, day, facet, name, count)
  select $1::uuid, n.day::date, n.facet, n.name, n.count from unnest($2::text[], $3::text[], $4::text[], $5::int8[]) as n (day, facet, name, count)
  on conflict (org_id, day, facet, name) do update set count = d.count + excluded.count`;

/** Rows of the read models `ledger_sessions` and `ledger_days`. Written under the lock of the head, so no two writers meet. */
export class ProjectionRepository {
  async add(tx: OrgTx, orgId: OrgId, { sessions, days }: Projection): Promise<void> {
    if (sessions.length > 0) {
      const columns = columnsOf(sessions, [
        ['uuid', ({ id }) => id],
        ['text', ({ name }) => name],
        ['text', ({ agent }) => agent],
        ['text', ({ machine }) => machine.id],
        ['text', ({ machine }) => machine.label],
        ['text', ({ actor }) => actor.id],
        ['text', ({ actor }) => actor.kind],
        ['text', ({ actor }) => actor.label],
        ['timestamptz', ({ startedAt }) => startedAt],
        ['timestamptz', ({ lastAt }) => lastAt],
        ['int8', ({ events }) => events],
        ['int8', ({ counts }) => counts.allow],
        ['int8', ({ counts }) => counts.ask],
        ['int8', ({ counts }) => counts.reject],
      ]);
      await sql(tx).post(UPSERT_SESSIONS, [orgId, ...columns], 'ledger.sessions');
    }
    if (days.length === 0) return;
    const columns = columnsOf(days, [
      ['text', ({ day }) => day],
      ['text', ({ facet }) => facet],
      ['text', ({ name }) => name],
      ['int8', ({ count }) => count],
    ]);
    await sql(tx).post(UPSERT_DAYS, [orgId, ...columns], 'ledger.days');
  }
}
