import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import {
  invitationBody,
  type InvitationBody,
  invitationLinkView,
  invitationPage,
  invitationParams,
  type InvitationParams,
  invitationQuery,
  type InvitationQuery,
  type InvitationView,
  toView,
} from './invitation.schema.js';
import { InvitationService } from './invitation.service.js';

@Controller('api/v1/invitations')
export class InvitationController {
  constructor(private readonly invitations: InvitationService) {}

  @Get()
  @Requires('member:read')
  @Describe({ summary: 'List the invitations that nobody has used yet', tag: 'Access', response: invitationPage })
  async waiting(
    @Ctx() ctx: RequestContext,
    @Query(parsed(invitationQuery)) { cursor, limit }: InvitationQuery,
  ): Promise<PageOf<InvitationView>> {
    const found = await this.invitations.waiting(ctx, { before: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post()
  @HttpCode(201)
  @Requires('member:invite', { fresh: 'always' })
  @Describe({
    summary: 'Make a one-time link that lets somebody join',
    tag: 'Access',
    response: invitationLinkView,
    status: 201,
  })
  async invite(
    @Ctx() ctx: RequestContext,
    @Body(parsed(invitationBody)) body: InvitationBody,
  ): Promise<{ url: string }> {
    return { url: (await this.invitations.invite(ctx, body)).href };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('member:invite', { fresh: 'always' })
  @Describe({ summary: 'Take an invitation back', tag: 'Access', response: null })
  async revoke(@Ctx() ctx: RequestContext, @Param(parsed(invitationParams)) { id }: InvitationParams): Promise<void> {
    await this.invitations.revoke(ctx, id);
  }
}
