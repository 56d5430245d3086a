import { Body, Controller, Get, HttpCode, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  sessionPolicyBody,
  type SessionPolicyBody,
  sessionPolicyView,
  type SessionPolicyView,
} from './session-policy.schema.js';
import { SessionPolicyService } from './session-policy.service.js';

const tag = 'Sessions';

@Controller('api/v1/session-policy')
export class SessionPolicyController {
  constructor(private readonly policies: SessionPolicyService) {}

  @Get()
  @Requires('org:read')
  @Describe({ summary: 'Show how long sessions last', tag, response: sessionPolicyView })
  async get(@Ctx() ctx: RequestContext): Promise<SessionPolicyView> {
    return { ...(await this.policies.get(ctx)) };
  }

  @Put()
  @HttpCode(204)
  @Requires('org:update', { fresh: 'always' })
  @Describe({ summary: 'Say how long sessions last, and how fresh a proof dangerous acts want', tag, response: null })
  async write(@Ctx() ctx: RequestContext, @Body(parsed(sessionPolicyBody)) policy: SessionPolicyBody): Promise<void> {
    await this.policies.write(ctx, policy);
  }
}
