import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import type { WaiverId } from './waiver.js';
import {
  createdWaiverView,
  toWaiverRequest,
  toWaiverView,
  waiverBody,
  type WaiverBody,
  waiverDecisionBody,
  type WaiverDecisionBody,
  waiverEndBody,
  type WaiverEndBody,
  waiverPage,
  waiverParams,
  type WaiverParams,
  waiverQuery,
  type WaiverQuery,
  waiverRuleView,
  type WaiverRuleView,
  type WaiverView,
} from './waiver.schema.js';
import { WaiverService } from './waiver.service.js';

const tag = 'Waivers';

@Controller('api/v1/policy/waivers')
export class WaiverController {
  constructor(private readonly waivers: WaiverService) {}

  @Get()
  @Requires('waiver:read')
  @Describe({ summary: 'List exceptions from the policy, newest first', tag, response: waiverPage })
  list(@Ctx() ctx: RequestContext, @Query(parsed(waiverQuery)) query: WaiverQuery): Promise<PageOf<WaiverView>> {
    return this.page(ctx, query, null);
  }

  @Get('mine')
  @Requires('waiver:request')
  @Describe({ summary: 'List the exceptions that you asked for, newest first', tag, response: waiverPage })
  mine(@Ctx() ctx: RequestContext, @Query(parsed(waiverQuery)) query: WaiverQuery): Promise<PageOf<WaiverView>> {
    return this.page(ctx, query, ctx.principal.id);
  }

  @Post()
  @Requires('waiver:request')
  @Describe({ summary: 'Ask for an exception from the policy', tag, response: createdWaiverView, status: 201 })
  async request(@Ctx() ctx: RequestContext, @Body(parsed(waiverBody)) body: WaiverBody): Promise<{ id: WaiverId }> {
    return { id: await this.waivers.request(ctx, toWaiverRequest(body)) };
  }

  @Get('rule')
  @Requires('waiver:request')
  @Describe({ summary: 'Show how long an exception may last', tag, response: waiverRuleView })
  async rule(@Ctx() ctx: RequestContext): Promise<WaiverRuleView> {
    return { maxDays: await this.waivers.maxDays(ctx) };
  }

  @Put('rule')
  @HttpCode(204)
  @Requires('waiver:approve', { fresh: 'always' })
  @Describe({ summary: 'Say how long an exception may last', tag, response: null })
  async setRule(@Ctx() ctx: RequestContext, @Body(parsed(waiverRuleView)) { maxDays }: WaiverRuleView): Promise<void> {
    await this.waivers.setMaxDays(ctx, maxDays);
  }

  @Post(':id/decision')
  @HttpCode(204)
  @Requires('waiver:approve', { fresh: 'always' })
  @Describe({ summary: 'Approve or deny what somebody else asked for', tag, response: null })
  async decide(
    @Ctx() ctx: RequestContext,
    @Param(parsed(waiverParams)) { id }: WaiverParams,
    @Body(parsed(waiverDecisionBody)) body: WaiverDecisionBody,
  ): Promise<void> {
    await this.waivers.decide(ctx, id, body);
  }

  @Post(':id/end')
  @HttpCode(204)
  @Requires('waiver:approve')
  @Describe({ summary: 'End an exception before its time', tag, response: null })
  async end(
    @Ctx() ctx: RequestContext,
    @Param(parsed(waiverParams)) { id }: WaiverParams,
    @Body(parsed(waiverEndBody)) { reason }: WaiverEndBody,
  ): Promise<void> {
    await this.waivers.end(ctx, id, reason);
  }

  @Post(':id/withdrawal')
  @HttpCode(204)
  @Requires('waiver:request')
  @Describe({ summary: 'Take back your own request, or give back what was approved', tag, response: null })
  async withdraw(@Ctx() ctx: RequestContext, @Param(parsed(waiverParams)) { id }: WaiverParams): Promise<void> {
    await this.waivers.withdraw(ctx, id);
  }

  private async page(
    ctx: RequestContext,
    { cursor, limit, show }: WaiverQuery,
    requesterId: string | null,
  ): Promise<PageOf<WaiverView>> {
    const found = await this.waivers.list(ctx, { show, requesterId, before: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map((one) => toWaiverView(one, ctx.now));
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
