import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  madeSetupLinkView,
  type MadeSetupLinkView,
  setupLinkBody,
  type SetupLinkBody,
  setupLinkPage,
  setupLinkParams,
  type SetupLinkParams,
  type SetupLinkView,
  toSetupLinkView,
} from './connection-setup.schema.js';
import { ConnectionSetupLinkService } from './connection-setup-link.service.js';

const tag = 'Connections';

@Controller('api/v1/connection-setup-links')
export class ConnectionSetupLinkController {
  constructor(private readonly links: ConnectionSetupLinkService) {}

  @Get()
  @Requires('connection:read')
  @Describe({ summary: 'List the links by which identity teams set up connections', tag, response: setupLinkPage })
  async list(@Ctx() ctx: RequestContext): Promise<PageOf<SetupLinkView>> {
    return { items: (await this.links.list(ctx)).map((link) => toSetupLinkView(link, ctx.now)), nextCursor: null };
  }

  @Post()
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({
    summary: 'Make a link by which somebody without an account sets up one connection',
    tag,
    response: madeSetupLinkView,
    status: 201,
  })
  async make(@Ctx() ctx: RequestContext, @Body(parsed(setupLinkBody)) body: SetupLinkBody): Promise<MadeSetupLinkView> {
    const { link, url } = await this.links.make(ctx, body);
    return { ...toSetupLinkView(link, ctx.now), url: url.href };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Revoke a link', tag, response: null })
  async revoke(@Ctx() ctx: RequestContext, @Param(parsed(setupLinkParams)) { id }: SetupLinkParams): Promise<void> {
    await this.links.revoke(ctx, id);
  }
}
