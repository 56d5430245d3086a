import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { MachineService } from '#features/fleet';
import { PolicyNone, VersionService } from '#features/policies';
import { HotPath } from '#platform/database';
import type { Overview } from './overview.js';
import { OverviewReader } from './overview.reader.js';

const DAY_MS = 86_400_000;

@Injectable()
export class OverviewService {
  constructor(
    private readonly hot: HotPath,
    private readonly overview: OverviewReader,
    private readonly machines: MachineService,
    private readonly policies: VersionService,
  ) {}

  /** The last `days` days, today among them. */
  async show(ctx: RequestContext, days: number): Promise<Overview> {
    const today = Math.floor(ctx.now.getTime() / DAY_MS) * DAY_MS;
    const since = new Date(today - (days - 1) * DAY_MS);
    const [figures, machines, policy] = await Promise.all([
      this.hot.within(ctx, (tx) => this.overview.figures(tx, ctx, { since, until: ctx.now })),
      this.machines.counts(ctx),
      this.policy(ctx),
    ]);
    return { ...figures, machines, policy };
  }

  private async policy(ctx: RequestContext): Promise<Overview['policy']> {
    try {
      const { number: version, publishedAt } = await this.policies.current(ctx);
      return { version, publishedAt };
    } catch (error) {
      if (error instanceof PolicyNone) return null;
      throw error;
    }
  }
}
