import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  shadowList,
  type ShadowList,
  shadowParams,
  type ShadowParams,
  shadowSummaryView,
  type ShadowSummaryView,
  shadowView,
  type ShadowView,
  startBody,
  type StartBody,
  toShadowSummaryView,
  toShadowView,
} from './shadow.schema.js';
import { ShadowService } from './shadow.service.js';
import { ShadowResultService } from './shadow-result.service.js';

const tag = 'Policy drafts';

@Controller('api/v1/policy/shadows')
export class ShadowController {
  constructor(
    private readonly shadows: ShadowService,
    private readonly results: ShadowResultService,
  ) {}

  @Get()
  @Requires('policy:read')
  @Describe({ summary: 'List drafts that are and were watched in shadow, newest first', tag, response: shadowList })
  async list(@Ctx() ctx: RequestContext): Promise<ShadowList> {
    return { items: (await this.shadows.list(ctx)).map((run) => toShadowSummaryView(run, ctx.now)) };
  }

  @Post()
  @Requires('policy:shadow')
  @Describe({
    summary: 'Have machines watch a draft beside the policy in force',
    tag,
    response: shadowSummaryView,
    status: 201,
  })
  async start(@Ctx() ctx: RequestContext, @Body(parsed(startBody)) body: StartBody): Promise<ShadowSummaryView> {
    return toShadowSummaryView(await this.shadows.start(ctx, body), ctx.now);
  }

  @Get(':id')
  @Requires('policy:read')
  @Describe({ summary: 'Show what machines have counted of a draft in shadow', tag, response: shadowView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(shadowParams)) { id }: ShadowParams): Promise<ShadowView> {
    return toShadowView(await this.results.get(ctx, id), ctx.now);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @Requires('policy:shadow')
  @Describe({ summary: 'Take a draft out of shadow', tag, response: shadowSummaryView, status: 200 })
  async stop(
    @Ctx() ctx: RequestContext,
    @Param(parsed(shadowParams)) { id }: ShadowParams,
  ): Promise<ShadowSummaryView> {
    return toShadowSummaryView(await this.shadows.stop(ctx, id), ctx.now);
  }
}
