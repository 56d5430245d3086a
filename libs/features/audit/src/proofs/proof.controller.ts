import { Controller, Get, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  consistencyQuery,
  type ConsistencyQuery,
  consistencyView,
  type ConsistencyView,
  inclusionQuery,
  type InclusionQuery,
  inclusionView,
  type InclusionView,
  toConsistencyView,
  toInclusionView,
} from './proof.schema.js';
import { ProofService } from './proof.service.js';

@Controller('api/v1/audit/proof')
export class ProofController {
  constructor(private readonly proofs: ProofService) {}

  @Get('inclusion')
  @Requires('audit:read')
  @Describe({ summary: 'Prove that an entry stands in the ledger', tag: 'Audit', response: inclusionView })
  async inclusion(
    @Ctx() ctx: RequestContext,
    @Query(parsed(inclusionQuery)) query: InclusionQuery,
  ): Promise<InclusionView> {
    return toInclusionView(await this.proofs.inclusion(ctx, query));
  }

  @Get('consistency')
  @Requires('audit:read')
  @Describe({
    summary: 'Prove that a former ledger is the beginning of a later one',
    tag: 'Audit',
    response: consistencyView,
  })
  async consistency(
    @Ctx() ctx: RequestContext,
    @Query(parsed(consistencyQuery)) query: ConsistencyQuery,
  ): Promise<ConsistencyView> {
    return toConsistencyView(await this.proofs.consistency(ctx, query));
  }
}
