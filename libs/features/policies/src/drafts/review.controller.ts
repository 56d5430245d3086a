import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  commentBody,
  type CommentBody,
  draftParams,
  type DraftParams,
  draftSummaryView,
  type DraftSummaryView,
  remarkList,
  type RemarkList,
  reviewBody,
  type ReviewBody,
  sendBackBody,
  type SendBackBody,
  toDraftSummaryView,
  toRemarkList,
} from './draft.schema.js';
import { ReviewService } from './review.service.js';

const tag = 'Policy drafts';
const response = draftSummaryView;

@Controller('api/v1/policy/drafts/:id')
export class ReviewController {
  constructor(private readonly reviews: ReviewService) {}

  @Get('remarks')
  @Requires('policy:read', { inTeams: true })
  @Describe({ summary: 'List what was said and decided about a draft, oldest first', tag, response: remarkList })
  async history(@Ctx() ctx: RequestContext, @Param(parsed(draftParams)) { id }: DraftParams): Promise<RemarkList> {
    return toRemarkList(await this.reviews.history(ctx, id));
  }

  @Post('remarks')
  @HttpCode(200)
  @Requires('policy:draft', { inTeams: true })
  @Describe({ summary: 'Comment on a draft', tag, response, status: 200 })
  async comment(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(commentBody)) { text }: CommentBody,
  ): Promise<DraftSummaryView> {
    return toDraftSummaryView(await this.reviews.comment(ctx, id, text));
  }

  @Post('review')
  @HttpCode(200)
  @Requires('policy:draft', { inTeams: true })
  @Describe({ summary: 'Ask for a review of a draft', tag, response, status: 200 })
  async ask(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(reviewBody)) body: ReviewBody,
  ): Promise<DraftSummaryView> {
    return toDraftSummaryView(await this.reviews.ask(ctx, { id, ...body }));
  }

  @Post('withdraw')
  @HttpCode(200)
  @Requires('policy:draft', { inTeams: true })
  @Describe({ summary: 'Take a draft back from review to write on', tag, response, status: 200 })
  async withdraw(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(reviewBody)) body: ReviewBody,
  ): Promise<DraftSummaryView> {
    return toDraftSummaryView(await this.reviews.withdraw(ctx, { id, ...body }));
  }

  @Post('approve')
  @HttpCode(200)
  @Requires('policy:review', { inTeams: true, fresh: 'if-the-org-says' })
  @Describe({ summary: 'Approve a revision of a draft that others have written', tag, response, status: 200 })
  async approve(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(reviewBody)) body: ReviewBody,
  ): Promise<DraftSummaryView> {
    return toDraftSummaryView(await this.reviews.approve(ctx, { id, ...body }));
  }

  @Post('send-back')
  @HttpCode(200)
  @Requires('policy:review', { inTeams: true })
  @Describe({ summary: 'Send a draft back to its author, saying what has to change', tag, response, status: 200 })
  async sendBack(
    @Ctx() ctx: RequestContext,
    @Param(parsed(draftParams)) { id }: DraftParams,
    @Body(parsed(sendBackBody)) body: SendBackBody,
  ): Promise<DraftSummaryView> {
    return toDraftSummaryView(await this.reviews.sendBack(ctx, { id, ...body }));
  }
}
