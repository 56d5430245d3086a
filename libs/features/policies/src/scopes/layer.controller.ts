import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  comparisonView,
  type ComparisonView,
  diffQuery,
  type DiffQuery,
  rollBackBody,
  type RollBackBody,
  toComparisonView,
  toPage,
  toVersionView,
  versionPage,
  type VersionPage,
  versionsQuery,
  type VersionsQuery,
  versionView,
  type VersionView,
} from '../versions/version.schema.js';
import { VersionService } from '../versions/version.service.js';
import { LayerDesk } from './layer-desk.js';
import {
  layerListView,
  type LayerListView,
  layerParams,
  type LayerParams,
  layerVersionParams,
  type LayerVersionParams,
  previewBody,
  type PreviewBody,
  previewView,
  type PreviewView,
  publishedLayerView,
  type PublishedLayerView,
  publishLayerBody,
  type PublishLayerBody,
  toLayerListView,
  toPreviewView,
  toPublishedView,
} from './layer.schema.js';
import type { PolicyScope } from './scope.js';

const tag = 'Policy layers';
const scopeOf = ({ kind, scopeId }: LayerParams): PolicyScope => ({ kind, id: scopeId });

@Controller('api/v1/policy/scopes')
export class LayerController {
  constructor(
    private readonly versions: VersionService,
    private readonly desk: LayerDesk,
  ) {}

  @Get()
  @Requires('policy:read', { inTeams: true })
  @Describe({
    summary: 'List the teams, groups and projects that have a policy of their own',
    tag,
    response: layerListView,
  })
  async list(@Ctx() ctx: RequestContext): Promise<LayerListView> {
    return toLayerListView(await this.desk.list(ctx));
  }

  @Get(':kind/:scopeId')
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'Show the policy that stands for a team, group or project', tag, response: versionView })
  async current(@Ctx() ctx: RequestContext, @Param(parsed(layerParams)) params: LayerParams): Promise<VersionView> {
    return toVersionView(await this.versions.current(ctx, scopeOf(params)));
  }

  @Get(':kind/:scopeId/versions')
  @Requires('policy:read', { inTeams: true })
  @Describe({
    summary: 'List the versions of a team’s, group’s or project’s policy, newest first',
    tag,
    response: versionPage,
  })
  async history(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerParams)) params: LayerParams,
    @Query(parsed(versionsQuery)) { cursor, limit }: VersionsQuery,
  ): Promise<VersionPage> {
    return toPage(await this.versions.list(ctx, { before: cursor ?? null, limit }, scopeOf(params)), limit);
  }

  @Get(':kind/:scopeId/versions/:number')
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'Show one version of it with its text', tag, response: versionView })
  async get(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerVersionParams)) { number, ...params }: LayerVersionParams,
  ): Promise<VersionView> {
    return toVersionView(await this.versions.get(ctx, number, scopeOf(params)));
  }

  @Get(':kind/:scopeId/diff')
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'Compare two versions of it, as text and as documents', tag, response: comparisonView })
  async diff(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerParams)) params: LayerParams,
    @Query(parsed(diffQuery)) query: DiffQuery,
  ): Promise<ComparisonView> {
    return toComparisonView(await this.versions.compare(ctx, query, scopeOf(params)));
  }

  @Post(':kind/:scopeId/preview')
  @HttpCode(200)
  @Requires('policy:read', { inTeams: true })
  @Describe({
    summary: 'Show what a text would make of the policy of its people, and what is wrong with it',
    tag,
    response: previewView,
    status: 200,
  })
  async preview(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerParams)) params: LayerParams,
    @Body(parsed(previewBody)) body: PreviewBody,
  ): Promise<PreviewView> {
    return toPreviewView(await this.desk.preview(ctx, scopeOf(params), body));
  }

  @Post(':kind/:scopeId/versions')
  @Requires('policy:publish', { inTeams: true, fresh: 'if-the-org-says' })
  @Describe({
    summary: 'Publish a policy for a team, group or project',
    tag,
    response: publishedLayerView,
    status: 201,
  })
  async publish(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerParams)) params: LayerParams,
    @Body(parsed(publishLayerBody)) body: PublishLayerBody,
  ): Promise<PublishedLayerView> {
    return toPublishedView(await this.versions.publish(ctx, { ...body, scope: scopeOf(params) }));
  }

  @Post(':kind/:scopeId/versions/:number/rollback')
  @Requires('policy:publish', { inTeams: true, fresh: 'if-the-org-says' })
  @Describe({ summary: 'Bring back an old version of it', tag, response: publishedLayerView, status: 201 })
  async rollBack(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerVersionParams)) { number, ...params }: LayerVersionParams,
    @Body(parsed(rollBackBody)) { reason }: RollBackBody,
  ): Promise<PublishedLayerView> {
    return toPublishedView(await this.versions.rollBack(ctx, { number, reason, scope: scopeOf(params) }));
  }

  @Post(':kind/:scopeId/withdrawal')
  @HttpCode(204)
  @Requires('policy:publish', { inTeams: true, fresh: 'if-the-org-says' })
  @Describe({ summary: 'Take the policy of a team, group or project away; its versions stay', tag, response: null })
  async withdraw(
    @Ctx() ctx: RequestContext,
    @Param(parsed(layerParams)) params: LayerParams,
    @Body(parsed(rollBackBody)) { reason }: RollBackBody,
  ): Promise<void> {
    await this.versions.withdraw(ctx, scopeOf(params), reason);
  }
}
