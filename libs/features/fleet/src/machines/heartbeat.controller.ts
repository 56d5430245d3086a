import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { HeartbeatService } from './heartbeat.service.js';
import { type HeartbeatBody, heartbeatBody, toHeartbeat } from './machine.schema.js';

@Controller('agent/v1/heartbeat')
export class HeartbeatController {
  constructor(private readonly heartbeats: HeartbeatService) {}

  @Post()
  @HttpCode(204)
  @Requires('machine:sync')
  @Describe({ summary: 'Report how the calling machine is', tag: 'Machines', response: null })
  async beat(@Ctx() ctx: RequestContext, @Body(parsed(heartbeatBody)) body: HeartbeatBody): Promise<void> {
    await this.heartbeats.beat(ctx, toHeartbeat(body));
  }
}
