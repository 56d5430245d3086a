import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import { memberParams, type MemberParams } from '../members/member.schema.js';
import {
  endedSessionsView,
  memberSessionPage,
  memberSessionParams,
  type MemberSessionParams,
  memberSessionQuery,
  type MemberSessionQuery,
  type MemberSessionView,
  toMemberSessionView,
} from './member-session.schema.js';
import { MemberSessionService } from './member-session.service.js';

const tag = 'Sessions';

@Controller('api/v1')
export class MemberSessionController {
  constructor(private readonly sessions: MemberSessionService) {}

  @Get('sessions')
  @Requires('session:read')
  @Describe({ summary: 'List where members are signed in, latest first', tag, response: memberSessionPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(memberSessionQuery)) { cursor, personId, limit }: MemberSessionQuery,
  ): Promise<PageOf<MemberSessionView>> {
    const page = { before: cursor ?? null, personId: personId ?? null, limit: limit + 1 };
    const found = await this.sessions.list(ctx, page);
    const items = found.slice(0, limit).map(toMemberSessionView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Requires('session:end', { fresh: 'always' })
  @Describe({ summary: 'End a session of a member', tag, response: null })
  async end(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberSessionParams)) { id }: MemberSessionParams,
  ): Promise<void> {
    await this.sessions.end(ctx, id);
  }

  @Post('members/:personId/end-sessions')
  @HttpCode(200)
  @Requires('session:end', { fresh: 'always' })
  @Describe({ summary: 'End every session of a member', tag, response: endedSessionsView })
  async endAll(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberParams)) { personId }: MemberParams,
  ): Promise<{ ended: number }> {
    return { ended: await this.sessions.endAll(ctx, personId) };
  }
}
