import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
import { Settings } from '#platform/config';
import { askProvider } from './console-question.js';
import { refusedAt, unprovedAt } from './federated-sign-in.js';
import type { Completion, Returning } from './sso-completion.js';
import { ssoCookieOf } from './sso-cookie.js';

/** Where a browser lands that comes back from an identity provider: what it shows us, and where it goes on. */
@Injectable()
export class SsoLanding {
  constructor(
    private readonly interactions: Interactions,
    private readonly settings: Settings,
  ) {}

  returning(requestId: string, request: FastifyRequest): Returning {
    const { publicUrl } = this.settings;
    const sessionToken = sessionTokenOf(request, publicUrl);
    return {
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
    };
  }

  /** The address that the browser goes on to; its cookies are set. */
  onward(completion: Completion, request: FastifyRequest, reply: FastifyReply): Promise<string> | string {
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
