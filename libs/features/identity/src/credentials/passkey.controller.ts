import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { type Authenticated, Caller, Describe, type PageOf, parsed, SignedIn } from '#platform/http';
import { personOf } from '../authentication/person-of.js';
import { passkeyOptions } from './passkey-response.schema.js';
import {
  addPasskeyBody,
  type AddPasskeyBody,
  passkeyPage,
  passkeyParams,
  type PasskeyParams,
  passkeyView,
  type PasskeyView,
  toView,
} from './passkey.schema.js';
import { PasskeyService } from './passkey.service.js';

const WHY = 'A person keeps her own passkeys.';

@Controller('api/v1/me/passkeys')
export class PasskeyController {
  constructor(
    private readonly passkeys: PasskeyService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @SignedIn(WHY)
  @Describe({ summary: 'List your passkeys', tag: 'You', response: passkeyPage })
  async list(@Caller() caller: Authenticated): Promise<PageOf<PasskeyView>> {
    return { items: (await this.passkeys.list(personOf(caller).personId)).map(toView), nextCursor: null };
  }

  @Post('options')
  @HttpCode(200)
  @SignedIn(WHY)
  @Describe({ summary: 'Begin to add a passkey', tag: 'You', response: passkeyOptions })
  async options(@Caller() caller: Authenticated): Promise<{ options: object }> {
    const { personId, sessionId } = personOf(caller);
    return { options: await this.passkeys.begin(personId, sessionId, this.clock.now()) };
  }

  @Post()
  @HttpCode(201)
  @SignedIn(WHY)
  @Describe({ summary: 'Add a passkey', tag: 'You', response: passkeyView, status: 201 })
  async add(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(addPasskeyBody)) body: AddPasskeyBody,
  ): Promise<PasskeyView> {
    const { personId, sessionId } = personOf(caller);
    return toView(await this.passkeys.add(personId, sessionId, body, { now: this.clock.now(), requestId: request.id }));
  }

  @Delete(':id')
  @HttpCode(204)
  @SignedIn(WHY)
  @Describe({ summary: 'Remove a passkey', tag: 'You', response: null })
  async remove(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Param(parsed(passkeyParams)) { id }: PasskeyParams,
  ): Promise<void> {
    await this.passkeys.remove(personOf(caller).personId, id, { now: this.clock.now(), requestId: request.id });
  }
}
