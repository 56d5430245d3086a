import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import type { GrantId } from '../roles/role-grant.js';
import { GrantDesk } from './grant-desk.js';
import {
  givenGrantView,
  grantBody,
  type GrantBody,
  grantPage,
  grantParams,
  type GrantParams,
  grantQuery,
  type GrantQuery,
  type GrantView,
  toGrantView,
} from './grant.schema.js';

const tag = 'Access';

@Controller('api/v1/grants')
export class GrantController {
  constructor(private readonly desk: GrantDesk) {}

  @Get()
  @Requires('role:read')
  @Describe({ summary: 'List who was given which role, and for which team', tag, response: grantPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(grantQuery)) { cursor, limit, ...filter }: GrantQuery,
  ): Promise<PageOf<GrantView>> {
    const found = await this.desk.list(ctx, filter, { after: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toGrantView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post()
  @Requires('role:update', { fresh: 'always' })
  @Describe({
    summary: 'Give a role to a person, a group or a service account, for the organisation or one team',
    tag,
    response: givenGrantView,
    status: 201,
  })
  async give(@Ctx() ctx: RequestContext, @Body(parsed(grantBody)) body: GrantBody): Promise<{ id: GrantId }> {
    return { id: await this.desk.give(ctx, body.holder, body) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Take a role', tag, response: null })
  async take(@Ctx() ctx: RequestContext, @Param(parsed(grantParams)) { id }: GrantParams): Promise<void> {
    await this.desk.take(ctx, id);
  }
}
