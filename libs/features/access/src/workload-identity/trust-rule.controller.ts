import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { IssuerDirectory } from '#platform/issuers';
import type { TrustRuleId } from './trust-rule.js';
import {
  createdTrustRuleView,
  issuerBody,
  type IssuerBody,
  issuerView,
  type IssuerView,
  toTrustRuleView,
  trustRuleBody,
  type TrustRuleBody,
  trustRuleListView,
  trustRuleParams,
  type TrustRuleParams,
  trustRuleStatusBody,
  type TrustRuleStatusBody,
  type TrustRuleView,
} from './trust-rule.schema.js';
import { TrustRuleDesk } from './trust-rule-desk.js';

const tag = 'Access';

@Controller('api/v1/trust-rules')
export class TrustRuleController {
  constructor(
    private readonly desk: TrustRuleDesk,
    private readonly issuers: IssuerDirectory,
  ) {}

  @Get()
  @Requires('service_account:read')
  @Describe({ summary: 'List which programs elsewhere act as service accounts', tag, response: trustRuleListView })
  async list(@Ctx() ctx: RequestContext): Promise<{ items: TrustRuleView[] }> {
    return { items: (await this.desk.list(ctx)).map(toTrustRuleView) };
  }

  @Post()
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Make a trust rule', tag, response: createdTrustRuleView, status: 201 })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(parsed(trustRuleBody)) body: TrustRuleBody,
  ): Promise<{ id: TrustRuleId }> {
    return { id: await this.desk.create(ctx, body) };
  }

  @Post('issuer')
  @HttpCode(200)
  @Requires('service_account:manage')
  @Describe({ summary: 'Ask an OpenID issuer for its keys, as an exchange would', tag, response: issuerView })
  async lookAtIssuer(@Body(parsed(issuerBody)) { issuer }: IssuerBody): Promise<IssuerView> {
    const { metadata, keyCount } = await this.issuers.lookAt(issuer);
    return { issuer: metadata.issuer, keys: keyCount };
  }

  @Put(':id')
  @HttpCode(204)
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Change a trust rule; what was given under it ends', tag, response: null })
  async update(
    @Ctx() ctx: RequestContext,
    @Param(parsed(trustRuleParams)) { id }: TrustRuleParams,
    @Body(parsed(trustRuleBody)) body: TrustRuleBody,
  ): Promise<void> {
    await this.desk.update(ctx, id, body);
  }

  @Patch(':id')
  @HttpCode(204)
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Disable or enable a trust rule', tag, response: null })
  async setStatus(
    @Ctx() ctx: RequestContext,
    @Param(parsed(trustRuleParams)) { id }: TrustRuleParams,
    @Body(parsed(trustRuleStatusBody)) { status }: TrustRuleStatusBody,
  ): Promise<void> {
    await this.desk.setStatus(ctx, id, status);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('service_account:manage', { fresh: 'always' })
  @Describe({ summary: 'Delete a trust rule; what was given under it ends', tag, response: null })
  async delete(@Ctx() ctx: RequestContext, @Param(parsed(trustRuleParams)) { id }: TrustRuleParams): Promise<void> {
    await this.desk.delete(ctx, id);
  }
}
