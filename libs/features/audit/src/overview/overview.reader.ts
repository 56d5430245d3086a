import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DayOfDecisions, LedgerFigures, RuleCount } from './overview.js';

const MOST_RULES = 10;

/** Figures from the read models that every append keeps: a month is a few hundred rows, however many events there were. */
@Injectable()
export class OverviewReader {
  async figures(
    tx: OrgTx,
    { orgId }: OrgScope,
    { since, until }: { since: Date; until: Date },
  ): Promise<LedgerFigures> {
    const values = [orgId, since];
    const [sessions] = await sql(tx).query<{ count: number }>(
      'select count(*)::int as count from ledger_sessions where org_id = $1::uuid and last_at >= $2::timestamptz',
      values,
    );
    const series = await sql(tx).query<DayOfDecisions & Record<string, unknown>>(
      `select to_char(d.day, 'YYYY-MM-DD') as day,
              coalesce(sum(l.count) filter (where l.name = 'allow'), 0)::int as allow,
              coalesce(sum(l.count) filter (where l.name = 'ask'), 0)::int as ask,
              coalesce(sum(l.count) filter (where l.name = 'reject'), 0)::int as reject
       from generate_series(($2::timestamptz at time zone 'utc')::date, ($3::timestamptz at time zone 'utc')::date, interval '1 day') as d (day)
       left join ledger_days l on l.org_id = $1::uuid and l.day = d.day::date and l.facet = 'effect'
       group by d.day order by d.day`,
      [...values, until],
    );
    const topRules = await sql(tx).query<RuleCount & Record<string, unknown>>(
      `select name as rule, sum(count)::int as count from ledger_days
       where org_id = $1::uuid and facet = 'rule' and day >= ($2::timestamptz at time zone 'utc')::date
       group by name order by count desc, name limit ${MOST_RULES}`,
      values,
    );
    return { sessions: sessions?.count ?? 0, series, topRules };
  }
}
