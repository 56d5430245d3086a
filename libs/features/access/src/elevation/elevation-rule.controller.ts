import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  elevationRuleBody,
  type ElevationRuleBody,
  elevationRuleList,
  elevationRuleParams,
  type ElevationRuleParams,
  type ElevationRuleView,
  toElevationRuleView,
} from './elevation-rule.schema.js';
import { ElevationRuleService } from './elevation-rule.service.js';

const tag = 'Access';

@Controller('api/v1/elevation-rules')
export class ElevationRuleController {
  constructor(private readonly rules: ElevationRuleService) {}

  @Get()
  @Requires('elevation:request')
  @Describe({
    summary: 'List which roles may be asked for, how long, and who decides',
    tag,
    response: elevationRuleList,
  })
  async list(@Ctx() ctx: RequestContext): Promise<{ items: ElevationRuleView[] }> {
    return { items: (await this.rules.list(ctx)).map(toElevationRuleView) };
  }

  @Put(':role')
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Say how a role may be asked for', tag, response: null })
  async write(
    @Ctx() ctx: RequestContext,
    @Param(parsed(elevationRuleParams)) { role }: ElevationRuleParams,
    @Body(parsed(elevationRuleBody)) body: ElevationRuleBody,
  ): Promise<void> {
    await this.rules.write(ctx, { role, ...body });
  }

  @Delete(':role')
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Return to the usual rule for a role', tag, response: null })
  async remove(
    @Ctx() ctx: RequestContext,
    @Param(parsed(elevationRuleParams)) { role }: ElevationRuleParams,
  ): Promise<void> {
    await this.rules.remove(ctx, role);
  }
}
