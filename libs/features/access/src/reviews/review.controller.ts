import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import type { ReviewId } from './review.js';
import { ReviewClosing } from './review-closing.js';
import { ReviewDesk } from './review-desk.js';
import {
  begunReviewView,
  reviewBody,
  type ReviewBody,
  reviewDetailView,
  type ReviewDetailView,
  reviewItemPage,
  reviewItemParams,
  type ReviewItemParams,
  type ReviewItemView,
  reviewPage,
  reviewParams,
  type ReviewParams,
  reviewQuery,
  type ReviewQuery,
  type ReviewView,
  toReviewDetailView,
  toReviewItemView,
  toReviewView,
  toWaitingItemView,
  verdictBody,
  type VerdictBody,
  waitingItemPage,
  type WaitingItemView,
} from './review.schema.js';
import { ReviewService } from './review.service.js';

const tag = 'Access reviews';
const DAY_MS = 24 * 3_600_000;

@Controller('api/v1/reviews')
export class ReviewController {
  constructor(
    private readonly reviews: ReviewService,
    private readonly desk: ReviewDesk,
    private readonly closing: ReviewClosing,
  ) {}

  @Get()
  @Requires('review:read')
  @Describe({ summary: 'List the access reviews, newest first', tag, response: reviewPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(reviewQuery)) { cursor, limit }: ReviewQuery,
  ): Promise<PageOf<ReviewView>> {
    const found = await this.reviews.list(ctx, { before: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toReviewView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post()
  @Requires('review:manage', { fresh: 'always' })
  @Describe({ summary: 'Begin an access review', tag, response: begunReviewView, status: 201 })
  async begin(
    @Ctx() ctx: RequestContext,
    @Body(parsed(reviewBody)) { dueInDays, ...draft }: ReviewBody,
  ): Promise<{ id: ReviewId }> {
    const dueAt = new Date(ctx.now.getTime() + dueInDays * DAY_MS);
    return { id: await this.reviews.begin(ctx, { ...draft, dueAt }) };
  }

  @Get('inbox')
  @Requires('org:read')
  @Describe({ summary: 'List what waits for your decision', tag, response: waitingItemPage })
  async inbox(
    @Ctx() ctx: RequestContext,
    @Query(parsed(reviewQuery)) { cursor, limit }: ReviewQuery,
  ): Promise<PageOf<WaitingItemView>> {
    const found = await this.desk.inbox(ctx, { after: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toWaitingItemView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Get(':id')
  @Requires('review:read')
  @Describe({ summary: 'Show an access review and how it goes', tag, response: reviewDetailView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(reviewParams)) { id }: ReviewParams): Promise<ReviewDetailView> {
    return toReviewDetailView(await this.reviews.get(ctx, id));
  }

  @Get(':id/items')
  @Requires('review:read')
  @Describe({ summary: 'List what a review asks about, and what was decided', tag, response: reviewItemPage })
  async items(
    @Ctx() ctx: RequestContext,
    @Param(parsed(reviewParams)) { id }: ReviewParams,
    @Query(parsed(reviewQuery)) { cursor, limit }: ReviewQuery,
  ): Promise<PageOf<ReviewItemView>> {
    const found = await this.reviews.itemsOf(ctx, id, { after: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toReviewItemView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post(':id/items/:itemId/decision')
  @HttpCode(204)
  @Requires('org:read')
  @Describe({ summary: 'Decide, as a reviewer, whether somebody keeps what she has', tag, response: null })
  async decide(
    @Ctx() ctx: RequestContext,
    @Param(parsed(reviewItemParams)) { id, itemId }: ReviewItemParams,
    @Body(parsed(verdictBody)) verdict: VerdictBody,
  ): Promise<void> {
    await this.desk.decide(ctx, id, itemId, verdict);
  }

  @Post(':id/close')
  @HttpCode(204)
  @Requires('review:manage', { fresh: 'always' })
  @Describe({ summary: 'Close a review as if it were due', tag, response: null })
  async close(@Ctx() ctx: RequestContext, @Param(parsed(reviewParams)) { id }: ReviewParams): Promise<void> {
    await this.closing.close(ctx, id);
  }
}
