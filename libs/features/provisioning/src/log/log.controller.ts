import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  entryParams,
  type EntryParams,
  type LogEntryView,
  logPage,
  logParams,
  type LogParams,
  logQuery,
  type LogQuery,
  replayView,
  type ReplayView,
  toLogEntryView,
} from './log.schema.js';
import { LogService } from './log.service.js';
import { ReplayService } from './replay.service.js';

const tag = 'Directories';

@Controller('api/v1/directories/:id/log')
export class LogController {
  constructor(
    private readonly logs: LogService,
    private readonly replays: ReplayService,
  ) {}

  @Get()
  @Requires('directory:read')
  @Describe({
    summary: 'List what the directory asked for and what became of it, newest first',
    tag,
    response: logPage,
  })
  async list(
    @Ctx() ctx: RequestContext,
    @Param(parsed(logParams)) { id }: LogParams,
    @Query(parsed(logQuery)) { cursor, limit, outcome, search }: LogQuery,
  ): Promise<PageOf<LogEntryView>> {
    const page = { before: cursor ?? null, refusedOnly: outcome === 'refused', search: search ?? null };
    const found = await this.logs.page(ctx, id, { ...page, limit: limit + 1 });
    const items = found.slice(0, limit).map(toLogEntryView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post(':entryId/replay')
  @HttpCode(200)
  @Requires('directory:manage')
  @Describe({ summary: 'Try a refused request again', tag, response: replayView, status: 200 })
  async replay(
    @Ctx() ctx: RequestContext,
    @Param(parsed(entryParams)) { id, entryId }: EntryParams,
  ): Promise<ReplayView> {
    return this.replays.replay(ctx, id, entryId);
  }
}
