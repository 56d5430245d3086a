import { Injectable } from '@nestjs/common';
import type { CodingAgent, Effect } from '#contracts';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { ShadowHourCount, ShadowResult, ShadowSummary } from './shadow.js';
import { CHOSEN } from './shadow-share.js';

const MOST_SHOWN = 200;

/** What machines have counted in a run, added up for a page. Numbers of calls stay far below 2^53. */
@Injectable()
export class ShadowReader {
  async result(tx: OrgTx, scope: OrgScope, run: Pick<ShadowSummary, 'id' | 'audience'>): Promise<ShadowResult> {
    const hours = await this.hours(tx, scope, run);
    const sum = (of: (hour: ShadowHourCount) => number): number => hours.reduce((total, hour) => total + of(hour), 0);
    return {
      compared: sum(({ compared }) => compared),
      stricter: sum(({ stricter }) => stricter),
      milder: sum(({ milder }) => milder),
      skipped: sum(({ skipped }) => skipped),
      ...(await this.reach(tx, scope, run)),
      hours,
      differences: await this.differences(tx, scope, run),
      agents: await this.agents(tx, scope, run),
    };
  }

  private async hours(tx: OrgTx, { orgId }: OrgScope, { id }: Pick<ShadowSummary, 'id'>) {
    return sql(tx).query<ShadowHourCount & Record<string, unknown>>(
      `select hour, compared::float8 as compared, stricter::float8 as stricter, milder::float8 as milder, skipped::float8 as skipped
         from policy_shadow_hours where org_id = $1::uuid and shadow_id = $2::uuid order by hour`,
      [orgId, id],
    );
  }

  private async reach(
    tx: OrgTx,
    { orgId }: OrgScope,
    { id, audience }: Pick<ShadowSummary, 'id' | 'audience'>,
  ): Promise<Pick<ShadowResult, 'machines' | 'peopleHit'>> {
    const [counted] = await sql(tx).query<{ chosen: number; reported: number; hit: number; people: number }>(
      `select (select count(*)::int from machines m
                where m.org_id = $1::uuid and m.revoked_at is null and ${CHOSEN}
                  and ($4::uuid is null or exists (select 1 from group_members g where g.org_id = m.org_id
                                                     and g.person_id = m.person_id and g.group_id = $4::uuid))) as chosen,
              (select count(*)::int from policy_shadow_machines where org_id = $1::uuid and shadow_id = $2::uuid) as reported,
              count(distinct h.machine_id)::int as hit, count(distinct m.person_id)::int as people
         from policy_shadow_hits h left join machines m on m.org_id = h.org_id and m.id = h.machine_id
        where h.org_id = $1::uuid and h.shadow_id = $2::uuid`,
      [orgId, id, audience.share, audience.group?.id ?? null],
    );
    const { chosen = 0, reported = 0, hit = 0, people = 0 } = counted ?? {};
    return { machines: { chosen: Math.max(chosen, reported), reported, hit }, peopleHit: people };
  }

  private async differences(tx: OrgTx, { orgId }: OrgScope, { id }: Pick<ShadowSummary, 'id'>) {
    return sql(tx).query<
      ShadowResult['differences'][number] & { live: Effect; shadow: Effect } & Record<string, unknown>
    >(
      `select d.live, d.shadow, d.live_rules as "liveRules", d.shadow_rules as "shadowRules", sum(h.calls)::float8 as calls,
              count(distinct h.machine_id)::int as machines, count(distinct m.person_id)::int as people
         from policy_shadow_differences d
         join policy_shadow_hits h on h.org_id = d.org_id and h.shadow_id = d.shadow_id and h.difference_id = d.id
         left join machines m on m.org_id = h.org_id and m.id = h.machine_id
        where d.org_id = $1::uuid and d.shadow_id = $2::uuid
        group by 1, 2, 3, 4 order by calls desc, 3, 4 limit ${MOST_SHOWN}`,
      [orgId, id],
    );
  }

  private async agents(tx: OrgTx, { orgId }: OrgScope, { id }: Pick<ShadowSummary, 'id'>) {
    return sql(tx).query<{ agent: CodingAgent; calls: number }>(
      `select d.agent, sum(h.calls)::float8 as calls
         from policy_shadow_differences d
         join policy_shadow_hits h on h.org_id = d.org_id and h.shadow_id = d.shadow_id and h.difference_id = d.id
        where d.org_id = $1::uuid and d.shadow_id = $2::uuid group by 1 order by calls desc, 1`,
      [orgId, id],
    );
  }
}
