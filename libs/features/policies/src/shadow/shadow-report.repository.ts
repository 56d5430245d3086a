import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { OTHER_RULES, type ShadowDifference, type ShadowReport } from '#contracts';
import type { MachineId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { MOST_DIFFERENCES, type ShadowId } from './shadow.js';

interface Reporting extends OrgScope {
  readonly shadowId: ShadowId;
  readonly machineId: MachineId;
  readonly now: Date;
}

/** Adds up what machines report, in plain SQL: the whole fleet reports once a minute. */
@Injectable()
export class ShadowReportRepository {
  /** Notes how far the machine has reported; false for a report that was counted before. Locks the machine's row: nobody else counts for it. */
  async advance(
    tx: OrgTx,
    { orgId, shadowId, machineId, now }: Reporting,
    { stream, sequence, hours }: ShadowReport,
  ): Promise<boolean> {
    const compared = hours.reduce((sum, hour) => sum + hour.compared, 0);
    const moved = await sql(tx).query(
      `insert into policy_shadow_machines as m (org_id, shadow_id, machine_id, stream, sequence, compared, first_at, last_at)
         values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7, $7)
         on conflict (org_id, shadow_id, machine_id) do update
           set stream = excluded.stream, sequence = excluded.sequence, compared = m.compared + excluded.compared, last_at = excluded.last_at
           where m.stream <> excluded.stream or m.sequence < excluded.sequence
         returning 1 as moved`,
      [orgId, shadowId, machineId, stream, sequence, compared, now],
    );
    return moved.length > 0;
  }

  /** Each way of differing as the run knows it, on this machine. Where there are too many it is counted under the rule "other". */
  async addDifferences(tx: OrgTx, at: Reporting, differences: readonly ShadowDifference[]): Promise<void> {
    const known = await this.register(tx, at, differences.map(identified));
    const rest = differences.map(identified).filter(({ id }) => !known.has(id));
    const others = rest.map((one) =>
      identified({ ...one, liveRules: [...OTHER_RULES], shadowRules: [...OTHER_RULES] }),
    );
    await this.register(tx, at, others, Infinity);
    const calls = new Map<string, number>();
    for (const one of [...differences.map(identified).filter(({ id }) => known.has(id)), ...others])
      calls.set(one.id, (calls.get(one.id) ?? 0) + one.calls);
    await sql(tx).query(
      `insert into policy_shadow_hits as h (org_id, shadow_id, difference_id, machine_id, calls)
         select $1::uuid, $2::uuid, id, $3::uuid, calls from unnest($4::text[], $5::bigint[]) as told (id, calls)
         on conflict (org_id, shadow_id, difference_id, machine_id) do update set calls = h.calls + excluded.calls`,
      [at.orgId, at.shadowId, at.machineId, [...calls.keys()], [...calls.values()]],
    );
  }

  /** Last in its transaction: the rows of an hour are everybody's. */
  async addHours(tx: OrgTx, { orgId, shadowId }: Reporting, hours: ShadowReport['hours']): Promise<void> {
    const sorted = hours.toSorted((a, b) => (a.hour < b.hour ? -1 : 1));
    await sql(tx).query(
      `insert into policy_shadow_hours as h (org_id, shadow_id, hour, compared, stricter, milder, skipped)
         select $1::uuid, $2::uuid, told.* from unnest($3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) as told
         on conflict (org_id, shadow_id, hour) do update
           set compared = h.compared + excluded.compared, stricter = h.stricter + excluded.stricter,
               milder = h.milder + excluded.milder, skipped = h.skipped + excluded.skipped`,
      [
        orgId,
        shadowId,
        sorted.map(({ hour }) => hour),
        sorted.map(({ compared }) => compared),
        sorted.map(({ stricter }) => stricter),
        sorted.map(({ milder }) => milder),
        sorted.map(({ skipped }) => skipped),
      ],
    );
  }

  /** @returns the ids of those that the run knows now */
  private async register(
    tx: OrgTx,
    { orgId, shadowId }: Reporting,
    differences: readonly Identified[],
    most = MOST_DIFFERENCES,
  ): Promise<ReadonlySet<string>> {
    const distinct = [...new Map(differences.map((one) => [one.id, one])).values()].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    if (distinct.length === 0) return new Set();
    const [counted] = await sql(tx).query<{ known: number }>(
      'select count(*)::int as known from policy_shadow_differences where org_id = $1::uuid and shadow_id = $2::uuid',
      [orgId, shadowId],
    );
    const room = Math.max(0, most - (counted?.known ?? 0));
    await sql(tx).query(
      `insert into policy_shadow_differences (org_id, shadow_id, id, agent, live, shadow, live_rules, shadow_rules)
         select $1::uuid, $2::uuid, d.id, d.agent, d.live, d.shadow, d."liveRules", d."shadowRules"
           from jsonb_to_recordset($3::jsonb) as d (id text, agent text, live text, shadow text, "liveRules" text[], "shadowRules" text[])
          where not exists (select 1 from policy_shadow_differences k
                             where k.org_id = $1::uuid and k.shadow_id = $2::uuid and k.id = d.id)
          order by d.id limit $4
         on conflict do nothing`,
      [orgId, shadowId, JSON.stringify(distinct), Math.min(room, distinct.length)],
    );
    const found = await sql(tx).query<{ id: string }>(
      'select id from policy_shadow_differences where org_id = $1::uuid and shadow_id = $2::uuid and id = any ($3)',
      [orgId, shadowId, distinct.map(({ id }) => id)],
    );
    return new Set(found.map(({ id }) => id));
  }
}

type Identified = ShadowDifference & { readonly id: string };

function identified(difference: ShadowDifference): Identified {
  const { agent, live, shadow, liveRules, shadowRules } = difference;
  const id = createHash('sha256')
    .update(JSON.stringify([agent, live, shadow, liveRules, shadowRules]))
    .digest('hex');
  return { ...difference, id };
}
