import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  domainBody,
  type DomainBody,
  domainPage,
  domainParams,
  type DomainParams,
  domainView,
  type DomainView,
  toDomainView,
} from './domain.schema.js';
import { DomainService } from './domain.service.js';

const tag = 'Connections';

@Controller('api/v1/domains')
export class DomainController {
  constructor(private readonly domains: DomainService) {}

  @Get()
  @Requires('connection:read')
  @Describe({ summary: 'List the domains of the organisation’s addresses', tag, response: domainPage })
  async list(@Ctx() ctx: RequestContext): Promise<PageOf<DomainView>> {
    return { items: (await this.domains.list(ctx)).map(toDomainView), nextCursor: null };
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
    return toDomainView(await this.domains.add(ctx, name));
  }

  @Post(':id/verify')
  @HttpCode(200)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Look for the TXT record', tag, response: domainView })
  async verify(@Ctx() ctx: RequestContext, @Param(parsed(domainParams)) { id }: DomainParams): Promise<DomainView> {
    return toDomainView(await this.domains.verify(ctx, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Remove a domain', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(domainParams)) { id }: DomainParams): Promise<void> {
    await this.domains.remove(ctx, id);
  }
}
