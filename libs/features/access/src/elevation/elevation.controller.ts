import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import type { ElevationId } from './elevation.js';
import {
  createdElevationView,
  decisionBody,
  type DecisionBody,
  elevationBody,
  type ElevationBody,
  elevationPage,
  elevationParams,
  type ElevationParams,
  elevationQuery,
  type ElevationQuery,
  type ElevationView,
  toElevationView,
} from './elevation.schema.js';
import { ElevationService } from './elevation.service.js';

const tag = 'Access';

@Controller('api/v1/elevations')
export class ElevationController {
  constructor(private readonly elevations: ElevationService) {}

  @Get()
  @Requires('role:read')
  @Describe({ summary: 'List who asked for a role for a while, newest first', tag, response: elevationPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(elevationQuery)) { cursor, limit }: ElevationQuery,
  ): Promise<PageOf<ElevationView>> {
    const found = await this.elevations.list(ctx, { before: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map((elevation) => toElevationView(elevation, ctx.now));
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post()
  @Requires('elevation:request')
  @Describe({ summary: 'Ask for a role for a while', tag, response: createdElevationView, status: 201 })
  async request(
    @Ctx() ctx: RequestContext,
    @Body(parsed(elevationBody)) body: ElevationBody,
  ): Promise<{ id: ElevationId }> {
    return { id: await this.elevations.request(ctx, body) };
  }

  @Post(':id/decision')
  @HttpCode(204)
  @Requires('elevation:request', { fresh: 'always' })
  @Describe({ summary: 'Approve or reject a request of somebody else', tag, response: null })
  async decide(
    @Ctx() ctx: RequestContext,
    @Param(parsed(elevationParams)) { id }: ElevationParams,
    @Body(parsed(decisionBody)) body: DecisionBody,
  ): Promise<void> {
    await this.elevations.decide(ctx, id, body);
  }

  @Post(':id/end')
  @HttpCode(204)
  @Requires('elevation:request')
  @Describe({ summary: 'Withdraw a request, or end a role before its time', tag, response: null })
  async end(@Ctx() ctx: RequestContext, @Param(parsed(elevationParams)) { id }: ElevationParams): Promise<void> {
    await this.elevations.end(ctx, id);
  }
}
