import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import type { Overview } from './overview.js';
import { OverviewService } from './overview.service.js';

const overviewQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
const overviewView = z.object({
  machines: z.object({ total: z.int(), connected: z.int() }),
  sessions: z.int(),
  decisions: z.object({ allow: z.int(), ask: z.int(), reject: z.int() }),
  series: z.array(z.object({ day: z.iso.date(), allow: z.int(), ask: z.int(), reject: z.int() })),
  topRules: z.array(z.object({ rule: z.string(), count: z.int() })),
  policy: z.object({ version: z.int(), publishedAt: z.iso.datetime() }).nullable(),
});
type OverviewView = z.infer<typeof overviewView>;

@Controller('api/v1/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @Requires('audit:read')
  @Describe({ summary: 'Sum up the last days', tag: 'Audit', response: overviewView })
  async show(
    @Ctx() ctx: RequestContext,
    @Query(parsed(overviewQuery)) { days }: z.infer<typeof overviewQuery>,
  ): Promise<OverviewView> {
    return toView(await this.overview.show(ctx, days));
  }
}

function toView({ machines, sessions, series, topRules, policy }: Overview): OverviewView {
  const sum = (effect: 'allow' | 'ask' | 'reject'): number => series.reduce((total, day) => total + day[effect], 0);
  return {
    ...{ machines, sessions },
    series: [...series],
    topRules: [...topRules],
    decisions: { allow: sum('allow'), ask: sum('ask'), reject: sum('reject') },
    policy: policy && { version: policy.version, publishedAt: policy.publishedAt.toISOString() },
  };
}
