import { Body, Controller, Get, Patch } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { orgView, type OrgView, renameOrgBody, type RenameOrgBody, toView } from './org.schema.js';
import { OrgService } from './org.service.js';

@Controller('api/v1/org')
export class OrgController {
  constructor(private readonly orgs: OrgService) {}

  @Get()
  @Requires('org:read')
  @Describe({ summary: 'Show the organisation that you act in', tag: 'Organisation', response: orgView })
  async get(@Ctx() ctx: RequestContext): Promise<OrgView> {
    return toView(await this.orgs.get(ctx));
  }

  @Patch()
  @Requires('org:update')
  @Describe({ summary: 'Rename the organisation', tag: 'Organisation', response: orgView })
  async rename(@Ctx() ctx: RequestContext, @Body(parsed(renameOrgBody)) body: RenameOrgBody): Promise<OrgView> {
    return toView(await this.orgs.rename(ctx, body.name));
  }
}
