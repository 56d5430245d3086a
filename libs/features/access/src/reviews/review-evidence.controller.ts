import { Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { ReviewEvidenceDesk } from './review-evidence.js';
import {
  reviewEvidenceView,
  type ReviewEvidenceView,
  toEvidenceCsv,
  toEvidenceView,
} from './review-evidence.schema.js';
import { reviewParams, type ReviewParams } from './review.schema.js';

const tag = 'Access reviews';

@Controller('api/v1/reviews/:id/evidence')
export class ReviewEvidenceController {
  constructor(private readonly evidence: ReviewEvidenceDesk) {}

  @Post()
  @HttpCode(200)
  @Requires('audit:export', { fresh: 'always' })
  @Describe({
    summary: 'Export the decisions of a review, each with its place in the ledger',
    tag,
    response: reviewEvidenceView,
  })
  async json(
    @Ctx() ctx: RequestContext,
    @Param(parsed(reviewParams)) { id }: ReviewParams,
  ): Promise<ReviewEvidenceView> {
    return toEvidenceView(await this.evidence.of(ctx, id, 'json'));
  }

  @Post('csv')
  @HttpCode(200)
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="access-review.csv"')
  @Requires('audit:export', { fresh: 'always' })
  @Describe({ summary: 'Export the decisions of a review as CSV', tag, produces: 'text/csv' })
  async csv(@Ctx() ctx: RequestContext, @Param(parsed(reviewParams)) { id }: ReviewParams): Promise<string> {
    return toEvidenceCsv(await this.evidence.of(ctx, id, 'csv'));
  }
}
