import { Injectable } from '@nestjs/common';
import type { ShadowReport } from '#contracts';
import type { MachineId, RequestContext } from '#kernel';
import { HotPath, OrgDatabase } from '#platform/database';
import type { ShadowId, ShadowResult, ShadowSummary } from './shadow.js';
import { ShadowNotFound } from './shadow.errors.js';
import { ShadowReader } from './shadow.reader.js';
import { ShadowRepository } from './shadow.repository.js';
import { ShadowReportRepository } from './shadow-report.repository.js';

/** A run, and what machines have counted in it. */
export interface CountedShadow {
  readonly run: ShadowSummary;
  readonly result: ShadowResult;
}

/** Takes what machines count, once, and adds it up. */
@Injectable()
export class ShadowResultService {
  // eslint-disable-next-line max-params -- counts come in on the hot path and go out by a reader
  constructor(
    private readonly db: OrgDatabase,
    private readonly hot: HotPath,
    private readonly shadows: ShadowRepository,
    private readonly reports: ShadowReportRepository,
    private readonly reader: ShadowReader,
  ) {}

  /** @throws ShadowNotFound */
  get(ctx: RequestContext, id: ShadowId): Promise<CountedShadow> {
    return this.db.within(ctx, async (tx) => {
      const run = await this.shadows.find(tx, ctx, id);
      if (run === null) throw new ShadowNotFound('There is no such run in this organisation.');
      return { run, result: await this.reader.result(tx, ctx, run) };
    });
  }

  /** A report that comes again changes nothing. What comes late, of a run that is over, still counts. @throws ShadowNotFound */
  take(ctx: RequestContext, machineId: MachineId, report: ShadowReport): Promise<void> {
    const { orgId, now } = ctx;
    return this.hot.within(ctx, async (tx) => {
      const shadowId = report.shadow as ShadowId;
      const run = await this.shadows.find(tx, ctx, shadowId);
      if (run === null) throw new ShadowNotFound('The run is over and forgotten; forget what was counted.');
      const at = { orgId, shadowId, machineId, now };
      if (!(await this.reports.advance(tx, at, report))) return;
      await this.reports.addDifferences(tx, at, report.differences);
      await this.reports.addHours(tx, at, hoursWithin(run, report.hours));
    });
  }
}

const HOUR_MS = 3_600_000;

/** Clocks of machines are wrong: what they say of hours outside the run is counted in its nearest hour. */
function hoursWithin({ startsAt, endsAt }: ShadowSummary, hours: ShadowReport['hours']): ShadowReport['hours'] {
  const sums = new Map<string, ShadowReport['hours'][number]>();
  for (const told of hours) {
    const at = Math.min(Math.max(Date.parse(told.hour), startsAt.getTime()), endsAt.getTime());
    const hour = new Date(Math.floor(at / HOUR_MS) * HOUR_MS).toISOString();
    const sum = sums.get(hour);
    sums.set(hour, {
      hour,
      compared: told.compared + (sum?.compared ?? 0),
      stricter: told.stricter + (sum?.stricter ?? 0),
      milder: told.milder + (sum?.milder ?? 0),
      skipped: told.skipped + (sum?.skipped ?? 0),
    });
  }
  return [...sums.values()];
}
