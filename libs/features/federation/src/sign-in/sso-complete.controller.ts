import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  endSignInCookies,
  INTERACTION_COOKIE,
  Interactions,
  PROVIDER_SESSION_COOKIE,
  sessionTokenOf,
  setSessionCookie,
  signInCookieOf,
  SignInExpired,
} from '#features/identity';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { Describe, parsed, Public } from '#platform/http';
import { askProvider } from './console-question.js';
import { refusedAt, unprovedAt } from './federated-sign-in.js';
import { type Completion, SsoCompletion } from './sso-completion.js';
import { ssoCookieOf } from './sso-cookie.js';

const completeQuery = z.object({ request: z.string().max(100).default('') });

@Controller('sso/complete')
export class SsoCompleteController {
  constructor(
    private readonly completion: SsoCompletion,
    private readonly interactions: Interactions,
    private readonly settings: Settings,
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
    const { publicUrl } = this.settings;
    const sessionToken = sessionTokenOf(request, publicUrl);
    const completion = await this.completion.complete(
      {
        requestId,
        browser: ssoCookieOf(request, publicUrl),
        sessionToken,
        ip: request.ip,
        signInCookie: signInCookieOf(request),
        console: {
          formerSessionToken: sessionToken,
          providerSession: request.cookies[PROVIDER_SESSION_COOKIE],
          visitor: { ip: request.ip, userAgent: request.headers['user-agent'] ?? null },
        },
      },
      { now: this.clock.now(), requestId: request.id },
    );
    const location = await this.onward(completion, request, reply);
    void reply.status(303).header('location', location).header('cache-control', 'no-store').send();
  }

  private onward(completion: Completion, request: FastifyRequest, reply: FastifyReply): Promise<string> | string {
    switch (completion.kind) {
      case 'refused':
        return completion.purpose === 'proof' ? unprovedAt(completion.reason) : refusedAt(completion.reason);
      case 'tested':
        return `/connection-test#${completion.testId}`;
      case 'proved':
        return completion.returnTo;
      case 'linked':
        return '/account?linked';
      case 'arrived':
        return this.arrive(completion, reply);
      case 'signed-in':
        return this.answer(completion, request, reply);
    }
  }

  private arrive({ token, returnTo }: Extract<Completion, { kind: 'arrived' }>, reply: FastifyReply): string {
    const { publicUrl } = this.settings;
    endSignInCookies(reply, publicUrl);
    void reply.clearCookie(INTERACTION_COOKIE, { path: '/' });
    setSessionCookie(reply, publicUrl, token);
    return returnTo;
  }

  /** Answers the question of the OpenID provider that brought the browser here; where there is none any more, has it ask anew. */
  private async answer(
    signedIn: Extract<Completion, { kind: 'signed-in' }>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    if (signedIn.interaction !== null) {
      try {
        return await this.interactions.answer(signedIn.interaction, signedIn);
      } catch (error) {
        if (!(error instanceof SignInExpired)) throw error;
      }
    }
    const asked = await askProvider(request, this.settings.publicUrl);
    void reply.header('set-cookie', [...asked.cookies]);
    return this.interactions.answer(asked.interaction, signedIn);
  }
}
