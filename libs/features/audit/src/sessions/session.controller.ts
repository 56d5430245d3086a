import { Controller, Get, Param, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  sessionPageView,
  type SessionParams,
  sessionParams,
  type SessionQuery,
  sessionQuery,
  type SessionView,
  timelineView,
  type TimelineView,
  toPage,
  toPlace,
  toTimelineView,
} from './session.schema.js';
import { SessionService } from './session.service.js';

@Controller('api/v1/audit/sessions')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @Requires('audit:read', { inTeams: true })
  @Describe({ summary: 'List sessions of coding agents, latest first', tag: 'Audit', response: sessionPageView })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(sessionQuery)) query: SessionQuery,
  ): Promise<PageOf<SessionView>> {
    return toPage(await this.sessions.page(ctx, query, { after: toPlace(query), limit: query.limit }), query.limit);
  }

  @Get(':id')
  @Requires('audit:read', { inTeams: true })
  @Describe({ summary: 'Show a session as a timeline', tag: 'Audit', response: timelineView })
  async timeline(
    @Ctx() ctx: RequestContext,
    @Param(parsed(sessionParams)) { id }: SessionParams,
  ): Promise<TimelineView> {
    return toTimelineView(await this.sessions.timeline(ctx, id));
  }
}
