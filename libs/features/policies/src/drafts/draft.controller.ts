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
  rollBackDraftBody,
  type RollBackDraftBody,
  saveDraftBody,
  type SaveDraftBody,
  toDraftDiffView,
  toDraftPage,
  toDraftView,
  withdrawalDraftBody,
  type WithdrawalDraftBody,
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
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'List drafts of the policy, newest first', tag, response: draftPage })
  async list(@Ctx() ctx: RequestContext, @Query(parsed(draftsQuery)) query: DraftsQuery): Promise<DraftPageView> {
    const { cursor, limit, show } = query;
    return toDraftPage(await this.drafts.list(ctx, { states: SHOWN[show], before: cursor ?? null, limit }), limit);
  }

  @Post()
  @Requires('policy:draft', { inTeams: true })
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

  @Post('rollbacks')
  @Requires('policy:draft', { inTeams: true })
  @Describe({ summary: 'Begin a draft that brings back an old version', tag, response: draftView, status: 201 })
  async createRollBack(
    @Ctx() ctx: RequestContext,
    @Body(parsed(rollBackDraftBody)) { scope, ...words }: RollBackDraftBody,
  ): Promise<DraftView> {
    return this.view(ctx, await this.drafts.createRollBack(ctx, scope, words));
  }

  @Post('withdrawals')
  @Requires('policy:draft', { inTeams: true })
  @Describe({
    summary: 'Begin a draft that takes away the policy of a team, group or project',
    tag,
    response: draftView,
    status: 201,
  })
  async createWithdrawal(
    @Ctx() ctx: RequestContext,
    @Body(parsed(withdrawalDraftBody)) { scope, title }: WithdrawalDraftBody,
  ): Promise<DraftView> {
    return this.view(ctx, await this.drafts.createWithdrawal(ctx, scope, title));
  }

  @Get(':id')
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'Show a draft with its text, and what is wrong with it', tag, response: draftView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<DraftView> {
    return this.view(ctx, await this.drafts.get(ctx, id));
  }

  @Put(':id')
  @Requires('policy:draft', { inTeams: true })
  @Describe({ summary: 'Save a draft as its next revision, valid or not', tag, response: draftView })
  async save(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(saveDraftBody)) { revision, ...words }: SaveDraftBody,
  ): Promise<DraftView> {
    return this.view(ctx, await this.drafts.save(ctx, id, revision, words));
  }

  @Get(':id/diff')
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'Compare a draft with the policy that stands', tag, response: draftDiffView })
  async diff(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<DraftDiffView> {
    return toDraftDiffView(await this.drafts.compare(ctx, id));
  }

  @Post(':id/publish')
  @Requires('policy:publish', { inTeams: true, fresh: 'if-the-org-says' })
  @Describe({
    summary: 'Publish a draft as the next version, or take away what it withdraws',
    tag,
    response: versionView,
    status: 201,
  })
  async publish(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(publishDraftBody)) body: PublishDraftBody,
  ): Promise<VersionView> {
    return toVersionView(await this.ends.publish(ctx, { id, ...body }));
  }

  @Post(':id/discard')
  @HttpCode(200)
  @Requires('policy:draft', { inTeams: true })
  @Describe({ summary: 'Discard a draft', tag, response: draftView, status: 200 })
  async discard(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<DraftView> {
    return this.view(ctx, await this.ends.discard(ctx, id));
  }

  private async view(ctx: RequestContext, draft: Draft): Promise<DraftView> {
    return toDraftView(draft, await this.drafts.issuesOf(ctx, draft), mayReview(draft, ctx.principal));
  }
}
