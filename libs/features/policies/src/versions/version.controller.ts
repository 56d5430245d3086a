import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { policyJsonSchema } from '#contracts';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { z } from 'zod';
import {
  comparisonView,
  type ComparisonView,
  diffQuery,
  type DiffQuery,
  issuesView,
  type IssuesView,
  publishBody,
  type PublishBody,
  rollBackBody,
  type RollBackBody,
  toComparisonView,
  toPage,
  toVersionView,
  validateBody,
  type ValidateBody,
  versionPage,
  type VersionPage,
  versionParams,
  type VersionParams,
  versionsQuery,
  type VersionsQuery,
  versionView,
  type VersionView,
} from './version.schema.js';
import { VersionService } from './version.service.js';

const tag = 'Policies';

@Controller('api/v1/policy')
export class VersionController {
  constructor(private readonly versions: VersionService) {}

  @Get()
  @Requires('policy:read')
  @Describe({ summary: 'Show the policy that stands', tag, response: versionView })
  async current(@Ctx() ctx: RequestContext): Promise<VersionView> {
    return toVersionView(await this.versions.current(ctx));
  }

  @Get('versions')
  @Requires('policy:read')
  @Describe({ summary: 'List the versions, newest first', tag, response: versionPage })
  async list(@Ctx() ctx: RequestContext, @Query(parsed(versionsQuery)) query: VersionsQuery): Promise<VersionPage> {
    const { cursor, limit } = query;
    return toPage(await this.versions.list(ctx, { before: cursor ?? null, limit }), limit);
  }

  @Get('versions/:number')
  @Requires('policy:read')
  @Describe({ summary: 'Show one version with its text', tag, response: versionView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(versionParams)) params: VersionParams): Promise<VersionView> {
    return toVersionView(await this.versions.get(ctx, params.number));
  }

  @Post('validate')
  @HttpCode(200)
  @Requires('policy:read')
  @Describe({ summary: 'Check a policy text without publishing it', tag, response: issuesView, status: 200 })
  validate(@Ctx() ctx: RequestContext, @Body(parsed(validateBody)) body: ValidateBody): IssuesView {
    return { issues: this.versions.validate(ctx, body.text, body.format).map((issue) => ({ ...issue })) };
  }

  @Post('versions')
  @Requires('policy:publish', { fresh: 'if-the-org-says' })
  @Describe({ summary: 'Publish a policy as the next version', tag, response: versionView, status: 201 })
  async publish(@Ctx() ctx: RequestContext, @Body(parsed(publishBody)) body: PublishBody): Promise<VersionView> {
    return toVersionView(await this.versions.publish(ctx, body));
  }

  @Post('versions/:number/rollback')
  @Requires('policy:publish', { fresh: 'if-the-org-says' })
  @Describe({ summary: 'Bring back an old version by publishing it again', tag, response: versionView, status: 201 })
  async rollBack(
    @Ctx() ctx: RequestContext,
    @Param(parsed(versionParams)) params: VersionParams,
    @Body(parsed(rollBackBody)) body: RollBackBody,
  ): Promise<VersionView> {
    return toVersionView(await this.versions.rollBack(ctx, { number: params.number, reason: body.reason }));
  }

  @Get('diff')
  @Requires('policy:read')
  @Describe({ summary: 'Compare two versions, as text and as documents', tag, response: comparisonView })
  async diff(@Ctx() ctx: RequestContext, @Query(parsed(diffQuery)) query: DiffQuery): Promise<ComparisonView> {
    return toComparisonView(await this.versions.compare(ctx, query));
  }

  @Get('schema')
  @Requires('policy:read')
  @Describe({ summary: 'Show the JSON Schema of the policy document', tag, response: z.looseObject({}) })
  schema(): object {
    return policyJsonSchema();
  }
}
