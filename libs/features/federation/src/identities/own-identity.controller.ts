import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { personOf } from '#features/identity';
import { Clock, type RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Caller, Describe, NoOrgChosen, type PageOf, parsed, SignedIn } from '#platform/http';
import { setSsoCookie, ssoCookieOf } from '../sign-in/sso-cookie.js';
import {
  begunLinkView,
  type BegunLinkView,
  identityParams,
  type IdentityParams,
  linkBody,
  type LinkBody,
  ownIdentityPage,
  type OwnIdentityView,
  toOwnIdentityView,
} from './own-identity.schema.js';
import { OwnIdentityService } from './own-identity.service.js';

const WHY = 'A person sees, adds and removes her own identities.';
const tag = 'You';

@Controller('api/v1/me/identities')
export class OwnIdentityController {
  constructor(
    private readonly identities: OwnIdentityService,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  @Get()
  @SignedIn(WHY)
  @Describe({
    summary: 'List your identities at the organisation’s identity providers',
    tag,
    response: ownIdentityPage,
  })
  async list(@Caller() caller: Authenticated, @Req() request: FastifyRequest): Promise<PageOf<OwnIdentityView>> {
    const found = await this.identities.list(this.contextOf(caller, request));
    return { items: found.map(toOwnIdentityView), nextCursor: null };
  }

  @Post()
  @HttpCode(200)
  @SignedIn(WHY)
  @Describe({ summary: 'Begin to add an identity to your account', tag, response: begunLinkView })
  async begin(
    @Caller() caller: Authenticated,
    @Body(parsed(linkBody)) { connectionId }: LinkBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BegunLinkView> {
    const { publicUrl } = this.settings;
    const ctx = this.contextOf(caller, request);
    const begun = await this.identities.begin(ctx, connectionId, ssoCookieOf(request, publicUrl));
    setSsoCookie(reply, publicUrl, begun.cookie);
    return { url: begun.location };
  }

  @Delete(':connectionId')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'Remove an identity from your account', tag, response: null })
  async remove(
    @Caller() caller: Authenticated,
    @Param(parsed(identityParams)) { connectionId }: IdentityParams,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.identities.remove(this.contextOf(caller, request), connectionId);
  }

  private contextOf(caller: Authenticated, request: FastifyRequest): RequestContext {
    personOf(caller);
    if (caller.orgId === null) throw new NoOrgChosen('Choose one of your organisations first.');
    return { orgId: caller.orgId, principal: caller.principal, requestId: request.id, now: this.clock.now() };
  }
}
