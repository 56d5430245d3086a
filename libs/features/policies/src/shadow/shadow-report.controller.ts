import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { machineOf } from './shadow.route.js';
import { type ReportBody, reportBody } from './shadow.schema.js';
import { ShadowResultService } from './shadow-result.service.js';

@Controller('agent/v1/shadow/reports')
export class ShadowReportController {
  constructor(private readonly results: ShadowResultService) {}

  @Post()
  @HttpCode(204)
  @Requires('machine:sync')
  @Describe({
    summary: 'Report how often the draft in shadow would have answered otherwise: counts and rule ids',
    tag: 'Machines',
    response: null,
  })
  async take(@Ctx() ctx: RequestContext, @Body(parsed(reportBody)) report: ReportBody): Promise<void> {
    await this.results.take(ctx, machineOf(ctx), report);
  }
}
