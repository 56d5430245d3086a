import { Body, Controller, Get, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  reviewRuleBody,
  type ReviewRuleBody,
  reviewRuleView,
  type ReviewRuleView,
  toReviewRuleView,
} from './draft.schema.js';
import { ReviewRuleService } from './review-rule.service.js';

const tag = 'Policy drafts';

@Controller('api/v1/policy/review-rule')
export class ReviewRuleController {
  constructor(private readonly rules: ReviewRuleService) {}

  @Get()
  @Requires('policy:read', { inTeams: true })
  @Describe({
    summary: 'Show whether the policy is published only after another person’s approval',
    tag,
    response: reviewRuleView,
  })
  async get(@Ctx() ctx: RequestContext): Promise<ReviewRuleView> {
    return toReviewRuleView(await this.rules.get(ctx));
  }

  @Put()
  @Requires('org:update', { fresh: 'always' })
  @Describe({
    summary: 'Say whether the policy is published only after another person’s approval',
    tag,
    response: reviewRuleView,
  })
  async set(@Ctx() ctx: RequestContext, @Body(parsed(reviewRuleBody)) body: ReviewRuleBody): Promise<ReviewRuleView> {
    return toReviewRuleView(await this.rules.set(ctx, body.required));
  }
}
