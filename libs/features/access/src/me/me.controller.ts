import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { csrfTokenOf, personOf, SessionService, sessionTokenOf } from '#features/identity';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Caller, Describe, parsed, SignedIn } from '#platform/http';
import { meView, type MeView, switchOrgBody, type SwitchOrgBody, toView } from './me.schema.js';
import { MeService } from './me.service.js';

@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly sessions: SessionService,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  @Get()
  @SignedIn('Everybody may know who she is.')
  @Describe({ summary: 'Show who you are and where you act', tag: 'You', response: meView })
  async get(@Caller() caller: Authenticated, @Req() request: FastifyRequest): Promise<MeView> {
    const me = await this.me.get({ ...personOf(caller), orgId: caller.orgId });
    return toView(me, csrfTokenOf(sessionTokenOf(request, this.settings.publicUrl) ?? ''));
  }

  @Post('org')
  @HttpCode(204)
  @SignedIn('Everybody may choose among her own organisations.')
  @Describe({ summary: 'Act in another of your organisations', tag: 'You', response: null })
  async switchOrg(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(switchOrgBody)) { orgId }: SwitchOrgBody,
  ): Promise<void> {
    const { personId, sessionId } = personOf(caller);
    await this.sessions.switchOrg(personId, sessionId, orgId, { now: this.clock.now(), requestId: request.id });
  }
}
