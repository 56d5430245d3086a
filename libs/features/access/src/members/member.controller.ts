import { Body, Controller, Get, HttpCode, Param, Patch, Put, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  accessView,
  type AccessView,
  memberPage,
  memberParams,
  type MemberParams,
  memberQuery,
  type MemberQuery,
  type MemberView,
  rolesBody,
  type RolesBody,
  statusBody,
  type StatusBody,
  toAccessView,
  toView,
} from './member.schema.js';
import { MemberService } from './member.service.js';

@Controller('api/v1/members')
export class MemberController {
  constructor(private readonly members: MemberService) {}

  @Get()
  @Requires('member:read', { inTeams: true })
  @Describe({ summary: 'List who belongs to the organisation', tag: 'Access', response: memberPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(memberQuery)) { cursor, search, limit }: MemberQuery,
  ): Promise<PageOf<MemberView>> {
    const found = await this.members.list(ctx, { after: cursor ?? null, search: search ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.person.id ?? null) : null };
  }

  @Get(':personId/access')
  @Requires('role:read')
  @Describe({ summary: 'Explain what a member may do, and through which role', tag: 'Access', response: accessView })
  async access(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberParams)) { personId }: MemberParams,
  ): Promise<AccessView> {
    return toAccessView(await this.members.accessOf(ctx, personId));
  }

  @Put(':personId/roles')
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Set the roles of a member', tag: 'Access', response: null })
  async setRoles(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberParams)) { personId }: MemberParams,
    @Body(parsed(rolesBody)) { roles }: RolesBody,
  ): Promise<void> {
    await this.members.setRoles(ctx, personId, roles);
  }

  @Patch(':personId')
  @HttpCode(204)
  @Requires('member:update')
  @Describe({ summary: 'Suspend or reinstate a member', tag: 'Access', response: null })
  async setStatus(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberParams)) { personId }: MemberParams,
    @Body(parsed(statusBody)) { status }: StatusBody,
  ): Promise<void> {
    await this.members.setStatus(ctx, personId, status);
  }
}
