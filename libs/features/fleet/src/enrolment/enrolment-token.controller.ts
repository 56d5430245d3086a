import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import type { EnrolmentTokenId } from '../machines/machine.js';
import {
  createdTokenView,
  type CreatedTokenView,
  createTokenBody,
  type CreateTokenBody,
  tokenPage,
  type TokenPage,
  tokenParams,
  type TokenParams,
  toTokenView,
} from './enrolment-token.schema.js';
import { EnrolmentTokenService } from './enrolment-token.service.js';

const tag = 'Machines';

@Controller('api/v1/enrolment-tokens')
export class EnrolmentTokenController {
  constructor(private readonly tokens: EnrolmentTokenService) {}

  @Get()
  @Requires('enrolment:read')
  @Describe({ summary: 'List the enrolment tokens, newest first', tag, response: tokenPage })
  async list(@Ctx() ctx: RequestContext): Promise<TokenPage> {
    const tokens = await this.tokens.list(ctx);
    return { items: tokens.map((token) => toTokenView(token, ctx.now)), nextCursor: null };
  }

  @Post()
  @Requires('enrolment:create')
  @Describe({ summary: 'Make an enrolment token for device management', tag, response: createdTokenView, status: 201 })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(parsed(createTokenBody)) body: CreateTokenBody,
  ): Promise<CreatedTokenView> {
    const { token, text } = await this.tokens.create(ctx, body);
    return { ...toTokenView(token, ctx.now), token: text };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('enrolment:create')
  @Describe({ summary: 'Revoke an enrolment token; machines that used it stay', tag, response: null })
  async revoke(@Ctx() ctx: RequestContext, @Param(parsed(tokenParams)) { id }: TokenParams): Promise<void> {
    await this.tokens.revoke(ctx, id as EnrolmentTokenId);
  }
}
