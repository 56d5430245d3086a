import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Caller, Describe, parsed, SignedIn } from '#platform/http';
import { personOf } from '../authentication/person-of.js';
import { clearSessionCookie } from '../sessions/session-cookie.js';
import {
  ownDeviceList,
  ownDeviceParams,
  type OwnDeviceParams,
  type OwnDeviceView,
  signOutBody,
  type SignOutBody,
  toOwnDeviceView,
} from './own-device.schema.js';
import { OwnDeviceService } from './own-device.service.js';

const WHY = 'A person sees and ends what acts under her own name.';
const tag = 'You';

@Controller('api/v1/me')
export class OwnDeviceController {
  constructor(
    private readonly devices: OwnDeviceService,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  @Get('devices')
  @SignedIn(WHY)
  @Describe({ summary: 'List the machines that act under your name', tag, response: ownDeviceList })
  async list(@Caller() caller: Authenticated): Promise<{ items: OwnDeviceView[] }> {
    return { items: (await this.devices.list(personOf(caller).personId)).map(toOwnDeviceView) };
  }

  @Delete('devices/:id')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'Sign a machine out', tag, response: null })
  async end(@Caller() caller: Authenticated, @Param(parsed(ownDeviceParams)) { id }: OwnDeviceParams): Promise<void> {
    await this.devices.end(personOf(caller).personId, id);
  }

  @Post('sign-out-everywhere')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'End all your sessions, and if you like your machines’ too', tag, response: null })
  async signOut(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body(parsed(signOutBody)) { machines }: SignOutBody,
  ): Promise<void> {
    const moment = { now: this.clock.now(), requestId: request.id };
    await this.devices.signOutEverywhere(personOf(caller).personId, machines, moment);
    clearSessionCookie(reply, this.settings.publicUrl);
  }
}
