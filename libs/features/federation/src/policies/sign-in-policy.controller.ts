import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  breakGlassParams,
  type BreakGlassParams,
  policyBody,
  type PolicyBody,
  policyView,
  type PolicyView,
  toPolicyView,
} from './sign-in-policy.schema.js';
import { SignInPolicyService } from './sign-in-policy.service.js';

const tag = 'Connections';

@Controller('api/v1/sign-in-policy')
export class SignInPolicyController {
  constructor(private readonly policies: SignInPolicyService) {}

  @Get()
  @Requires('connection:read')
  @Describe({ summary: 'Show how people have to sign in', tag, response: policyView })
  async get(@Ctx() ctx: RequestContext): Promise<PolicyView> {
    return toPolicyView(await this.policies.get(ctx));
  }

  @Put()
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Say how people have to sign in', tag, response: policyView })
  async put(@Ctx() ctx: RequestContext, @Body(parsed(policyBody)) body: PolicyBody): Promise<PolicyView> {
    await this.policies.put(ctx, body);
    return toPolicyView(await this.policies.get(ctx));
  }

  @Put('break-glass/:personId')
  @HttpCode(204)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Let an owner come in without the identity provider', tag, response: null })
  async give(
    @Ctx() ctx: RequestContext,
    @Param(parsed(breakGlassParams)) { personId }: BreakGlassParams,
  ): Promise<void> {
    await this.policies.giveBreakGlass(ctx, personId);
  }

  @Delete('break-glass/:personId')
  @HttpCode(204)
  @Requires('connection:manage', { fresh: 'always' })
  @Describe({ summary: 'Let an owner come in through the identity provider only', tag, response: null })
  async take(
    @Ctx() ctx: RequestContext,
    @Param(parsed(breakGlassParams)) { personId }: BreakGlassParams,
  ): Promise<void> {
    await this.policies.takeBreakGlass(ctx, personId);
  }
}
