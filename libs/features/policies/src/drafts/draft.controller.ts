import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { toVersionView, versionView, type VersionView } from '../versions/version.schema.js';
import { type Draft, DRAFT_STATES, type DraftState } from './draft.js';
import { mayReview } from './draft.rules.js';
import {
  draftDiffView,
  type DraftDiffView,
  draftPage,
  type DraftPageView,
  draftParams,
  type DraftParams,
  draftsQuery,
  type DraftsQuery,
  draftView,
  type DraftView,
  newDraftBody,
  type NewDraftBody,
  publishDraftBody,
  type PublishDraftBody,
  saveDraftBody,
  type SaveDraftBody,
  toDraftDiffView,
  toDraftPage,
  toDraftView,
} from './draft.schema.js';
import { DraftService } from './draft.service.js';
import { DraftPublication } from './draft-publication.service.js';

const tag = 'Policy drafts';

const SHOWN: Readonly<Record<DraftsQuery['show'], readonly DraftState[]>> = {
  living: ['open', 'in_review', 'approved'],
  published: ['published'],
  discarded: ['discarded'],
  all: DRAFT_STATES,
};

@Controller('api/v1/policy/drafts')
export class DraftController {
  constructor(
    private readonly drafts: DraftService,
    private readonly ends: DraftPublication,
  ) {}

  @Get()
  @Requires('policy:read')
  @Describe({ summary: 'List drafts of the policy, newest first', tag, response: draftPage })
  async list(@Ctx() ctx: RequestContext, @Query(parsed(draftsQuery)) query: DraftsQuery): Promise<DraftPageView> {
    const { cursor, limit, show } = query;
    return toDraftPage(await this.drafts.list(ctx, { states: SHOWN[show], before: cursor ?? null, limit }), limit);
  }

  @Post()
  @Requires('policy:draft')
  @Describe({
    summary: 'Begin a draft of the policy, or of a team’s, group’s or project’s',
    tag,
    response: draftView,
    status: 201,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(parsed(newDraftBody)) { scope, ...words }: NewDraftBody,
  ): Promise<DraftView> {
    return this.view(ctx, await this.drafts.create(ctx, scope, words));
  }

  @Get(':id')
  @Requires('policy:read')
  @Describe({ summary: 'Show a draft with its text, and what is wrong with it', tag, response: draftView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<DraftView> {
    return this.view(ctx, await this.drafts.get(ctx, id));
  }

  @Put(':id')
  @Requires('policy:draft')
  @Describe({ summary: 'Save a draft as its next revision, valid or not', tag, response: draftView })
  async save(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(saveDraftBody)) { revision, ...words }: SaveDraftBody,
  ): Promise<DraftView> {
    return this.view(ctx, await this.drafts.save(ctx, id, revision, words));
  }

  @Get(':id/diff')
  @Requires('policy:read')
  @Describe({ summary: 'Compare a draft with the policy that stands', tag, response: draftDiffView })
  async diff(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<DraftDiffView> {
    return toDraftDiffView(await this.drafts.compare(ctx, id));
  }

  @Post(':id/publish')
  @Requires('policy:publish', { fresh: 'if-the-org-says' })
  @Describe({ summary: 'Publish a draft as the next version', tag, response: versionView, status: 201 })
  async publish(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(publishDraftBody)) body: PublishDraftBody,
  ): Promise<VersionView> {
    return toVersionView(await this.ends.publish(ctx, { id, ...body }));
  }

  @Post(':id/discard')
  @HttpCode(200)
  @Requires('policy:draft')
  @Describe({ summary: 'Discard a draft', tag, response: draftView, status: 200 })
  async discard(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<DraftView> {
    return this.view(ctx, await this.ends.discard(ctx, id));
  }

  private async view(ctx: RequestContext, draft: Draft): Promise<DraftView> {
    return toDraftView(draft, await this.drafts.issuesOf(ctx, draft), mayReview(draft, ctx.principal));
  }
}
