import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import { deadJobParams, deadJobsPage, deadJobsQuery, type DeadJobView, toView } from './dead-jobs.schema.js';
import { DeadJobs } from './dead-jobs.service.js';

@Controller('api/v1/jobs/dead')
export class DeadJobsController {
  constructor(private readonly deadJobs: DeadJobs) {}

  @Get()
  @Requires('job:read')
  @Describe({ summary: 'List the background jobs that were given up', tag: 'Jobs', response: deadJobsPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(deadJobsQuery)) query: z.output<typeof deadJobsQuery>,
  ): Promise<PageOf<DeadJobView>> {
    const { cursor, limit } = query;
    const { jobs, nextCursor } = await this.deadJobs.list(ctx, { limit, ...(cursor !== undefined && { cursor }) });
    return { items: jobs.map(toView), nextCursor };
  }

  @Post(':id/retry')
  @HttpCode(204)
  @Requires('job:retry')
  @Describe({ summary: 'Let a background job be tried again', tag: 'Jobs', response: null })
  async retry(
    @Ctx() ctx: RequestContext,
    @Param(parsed(deadJobParams)) { id }: z.output<typeof deadJobParams>,
  ): Promise<void> {
    await this.deadJobs.retry(ctx, id);
  }
}
