import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { Describe, parsed, Public } from '#platform/http';
import { discoverBody, type DiscoverBody, realmView, type RealmView, toRealmView } from './discovery.schema.js';
import { DiscoveryService } from './discovery.service.js';

@Controller('api/v1/sign-in/discover')
export class DiscoveryController {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Public('Nobody is signed in yet; the answer depends on the domain alone, and questions are counted.', {
    signIn: true,
  })
  @Describe({ summary: 'Find where people of an address sign in', tag: 'Sign-in', response: realmView })
  async discover(
    @Body(parsed(discoverBody)) { email }: DiscoverBody,
    @Req() request: FastifyRequest,
  ): Promise<RealmView> {
    const moment = { now: this.clock.now(), requestId: request.id };
    return toRealmView(await this.discovery.realmOf(email, request.ip, moment));
  }
}
