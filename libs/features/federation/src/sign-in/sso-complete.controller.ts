import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Clock } from '#kernel';
import { Describe, parsed, Public } from '#platform/http';
import { SsoCompletion } from './sso-completion.js';
import { SsoLanding } from './sso-landing.js';

const completeQuery = z.object({ request: z.string().max(100).default('') });

@Controller('sso/complete')
export class SsoCompleteController {
  constructor(
    private readonly completion: SsoCompletion,
    private readonly landing: SsoLanding,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public(
    'Where a browser goes on that an identity provider answered; only the one that began it does, by its cookie, once.',
    { signIn: true },
  )
  @Describe({ summary: 'Finish a sign-in through a connection', tag: 'Sign-in', response: null, status: 303 })
  async complete(
    @Query(parsed(completeQuery)) { request: requestId }: z.infer<typeof completeQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const moment = { now: this.clock.now(), requestId: request.id };
    const completion = await this.completion.complete(this.landing.returning(requestId, request), moment);
    const location = await this.landing.onward(completion, request, reply);
    void reply.status(303).header('location', location).header('cache-control', 'no-store').send();
  }
}
