import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { type Authenticated, Caller, Describe, parsed, SignedIn } from '#platform/http';
import { personOf } from '../authentication/person-of.js';
import {
  approveBody,
  type ApproveBody,
  deviceRequestView,
  type DeviceRequestView,
  toView,
  userCodeBody,
  type UserCodeBody,
} from './device.schema.js';
import { type Answerer, DeviceService } from './device.service.js';

const WHY = 'A person connects a machine of her own; for which of her orgs, she chooses here.';

@Controller('api/v1/device')
export class DeviceController {
  constructor(
    private readonly devices: DeviceService,
    private readonly clock: Clock,
  ) {}

  @Post('inspect')
  @HttpCode(200)
  @SignedIn(WHY)
  @Describe({ summary: 'Show what a machine asks for', tag: 'Devices', response: deviceRequestView })
  async inspect(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(userCodeBody)) body: UserCodeBody,
  ): Promise<DeviceRequestView> {
    return toView(await this.devices.inspect(this.answerer(caller, request), body.userCode));
  }

  @Post('approve')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'Let the machine act for you in one organisation', tag: 'Devices', response: null })
  async approve(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(approveBody)) body: ApproveBody,
  ): Promise<void> {
    await this.devices.approve(this.answerer(caller, request), body.userCode, body.orgId);
  }

  @Post('deny')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'Refuse the machine', tag: 'Devices', response: null })
  async deny(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(userCodeBody)) body: UserCodeBody,
  ): Promise<void> {
    await this.devices.deny(this.answerer(caller, request), body.userCode);
  }

  private answerer(caller: Authenticated, request: FastifyRequest): Answerer {
    const { personId } = personOf(caller);
    return { personId, label: caller.principal.label, ip: request.ip, now: this.clock.now(), requestId: request.id };
  }
}
