import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { OPEN_RULE } from '#features/identity';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  domainBody,
  type DomainBody,
  domainPage,
  domainParams,
  type DomainParams,
  domainRuleBody,
  type DomainRuleBody,
  domainView,
  type DomainView,
  toDomainView,
} from './domain.schema.js';
import { DomainRuleService } from './domain-rule.service.js';
import { DomainService } from './domain.service.js';

const tag = 'Connections';

@Controller('api/v1/domains')
export class DomainController {
  constructor(
    private readonly domains: DomainService,
    private readonly rules: DomainRuleService,
  ) {}

  @Get()
  @Requires('connection:read')
  @Describe({ summary: 'List the domains of the organisation’s addresses', tag, response: domainPage })
  async list(@Ctx() ctx: RequestContext): Promise<PageOf<DomainView>> {
    return { items: (await this.rules.list(ctx)).map(toDomainView), nextCursor: null };
  }

  @Post()
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({
    summary: 'Add a domain, and learn the TXT record that proves it',
    tag,
    response: domainView,
    status: 201,
  })
  async add(@Ctx() ctx: RequestContext, @Body(parsed(domainBody)) { name }: DomainBody): Promise<DomainView> {
    return toDomainView({ domain: await this.domains.add(ctx, name), rule: OPEN_RULE, awaited: null });
  }

  @Post(':id/verify')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Look for the TXT record', tag, response: domainView })
  async verify(@Ctx() ctx: RequestContext, @Param(parsed(domainParams)) { id }: DomainParams): Promise<DomainView> {
    await this.domains.verify(ctx, id);
    return toDomainView(await this.rules.get(ctx, id));
  }

  @Patch(':id')
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Say how people with addresses of a domain come in', tag, response: domainView })
  async rule(
    @Ctx() ctx: RequestContext,
    @Param(parsed(domainParams)) { id }: DomainParams,
    @Body(parsed(domainRuleBody)) edit: DomainRuleBody,
  ): Promise<DomainView> {
    return toDomainView(await this.rules.change(ctx, id, edit));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Remove a domain', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(domainParams)) { id }: DomainParams): Promise<void> {
    await this.domains.remove(ctx, id);
  }
}
