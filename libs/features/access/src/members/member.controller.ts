import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  accessView,
  type AccessView,
  invitationBody,
  type InvitationBody,
  invitationView,
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

@Controller('api/v1')
export class MemberController {
  constructor(private readonly members: MemberService) {}

  @Get('members')
  @Requires('member:read')
  @Describe({ summary: 'List who belongs to the organisation', tag: 'Access', response: memberPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(memberQuery)) { cursor, limit }: MemberQuery,
  ): Promise<PageOf<MemberView>> {
    const found = await this.members.list(ctx, { after: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.person.id ?? null) : null };
  }

  @Get('members/:personId/access')
  @Requires('role:read')
  @Describe({ summary: 'Explain what a member may do, and through which role', tag: 'Access', response: accessView })
  async access(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberParams)) { personId }: MemberParams,
  ): Promise<AccessView> {
    return toAccessView(await this.members.accessOf(ctx, personId));
  }

  @Put('members/:personId/roles')
  @HttpCode(204)
  @Requires('role:update')
  @Describe({ summary: 'Set the roles of a member', tag: 'Access', response: null })
  async setRoles(
    @Ctx() ctx: RequestContext,
    @Param(parsed(memberParams)) { personId }: MemberParams,
    @Body(parsed(rolesBody)) { roles }: RolesBody,
  ): Promise<void> {
    await this.members.setRoles(ctx, personId, roles);
  }

  @Patch('members/:personId')
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

  @Post('invitations')
  @HttpCode(201)
  @Requires('member:invite')
  @Describe({
    summary: 'Make a one-time link that lets somebody join',
    tag: 'Access',
    response: invitationView,
    status: 201,
  })
  async invite(
    @Ctx() ctx: RequestContext,
    @Body(parsed(invitationBody)) body: InvitationBody,
  ): Promise<{ url: string }> {
    return { url: (await this.members.invite(ctx, body)).href };
  }
}
