import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Caller, Describe, parsed, Public, SignedIn } from '#platform/http';
import { personOf } from '../authentication/person-of.js';
import { callbackOf, CONSOLE_CLIENT, PROVIDER_SESSION_COOKIE } from '../provider/provider-configuration.js';
import type { Moment } from '../people/person-trail.js';
import { SsoRequired } from '../sessions/session.errors.js';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from '../sessions/session-cookie.js';
import { AuthorizationRequests } from './authorization-request.js';
import { type Arrival, ConsoleSignInService } from './console-sign-in.service.js';
import { beginSignInCookies, endSignInCookies, signInCookieOf } from './sign-in-cookie.js';

const loginQuery = z.object({ returnTo: z.string().max(2_000).optional() });
/** Whatever comes back from the provider: unknown members are its right. */
const callbackQuery = z.object({ code: z.string().max(500).optional(), state: z.string().max(500).optional() });
const tokenAnswer = z.object({ id_token: z.string() });

@Controller('auth')
export class ConsoleSignInController {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly requests: AuthorizationRequests,
    private readonly signIn: ConsoleSignInService,
  ) {}

  @Get('login')
  @Public('Where sign-in begins.', { signIn: true })
  @Describe({ summary: 'Begin to sign in at the console', tag: 'Sign-in', response: null, status: 303 })
  login(@Query(parsed(loginQuery)) { returnTo }: z.infer<typeof loginQuery>, @Res() reply: FastifyReply): void {
    const { address, sealed } = this.requests.begin(returnTo, this.clock.now());
    beginSignInCookies(reply, this.settings.publicUrl, sealed);
    goTo(reply, address);
  }

  @Get('callback')
  @Public('Where the OpenID provider sends the browser back; the code is good once and bound to this browser.', {
    signIn: true,
  })
  @Describe({ summary: 'Finish to sign in at the console', tag: 'Sign-in', response: null, status: 303 })
  async callback(
    @Query(parsed(callbackQuery)) { code, state }: z.infer<typeof callbackQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { publicUrl } = this.settings;
    const now = this.clock.now();
    const begun = state === undefined ? null : this.requests.known(signInCookieOf(request), state, now);
    endSignInCookies(reply, publicUrl);
    const idToken = begun === null || code === undefined ? null : await this.exchange(request, code, begun.verifier);
    if (begun === null || idToken === null) {
      goTo(reply, '/login?refused');
      return;
    }
    const token = await this.arrive(
      {
        idToken,
        nonce: begun.nonce,
        formerSessionToken: sessionTokenOf(request, publicUrl),
        providerSession: request.cookies[PROVIDER_SESSION_COOKIE],
        visitor: { ip: request.ip, userAgent: request.headers['user-agent'] ?? null },
      },
      { now, requestId: request.id },
    );
    if (token === null) {
      goTo(reply, '/login?refused=sso_required');
      return;
    }
    setSessionCookie(reply, publicUrl, token);
    goTo(reply, begun.returnTo);
  }

  @Post('logout')
  @HttpCode(204)
  @SignedIn('Everybody may leave.')
  @Describe({ summary: 'Sign out of the console', tag: 'Sign-in', response: null })
  async logout(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { personId, sessionId } = personOf(caller);
    await this.signIn.leave(personId, sessionId, { now: this.clock.now(), requestId: request.id });
    clearSessionCookie(reply, this.settings.publicUrl);
  }

  /** Null where her org wants her to come in through its identity provider: the page says so. */
  private async arrive(arrival: Arrival, moment: Moment): Promise<string | null> {
    try {
      return await this.signIn.arrive(arrival, moment);
    } catch (error) {
      if (error instanceof SsoRequired) return null;
      throw error;
    }
  }

  /** Asks the token endpoint without leaving the process: it works wherever the public address leads. */
  private async exchange(request: FastifyRequest, code: string, verifier: string): Promise<string | null> {
    const form = {
      grant_type: 'authorization_code',
      client_id: CONSOLE_CLIENT,
      code,
      code_verifier: verifier,
      redirect_uri: callbackOf(this.settings.publicUrl),
    };
    const answer = await request.server.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      payload: new URLSearchParams(form).toString(),
      remoteAddress: request.ip,
    });
    const told = answer.statusCode === 200 ? tokenAnswer.safeParse(answer.json()) : null;
    return told?.success === true ? told.data.id_token : null;
  }
}

function goTo(reply: FastifyReply, address: string): void {
  void reply.status(303).header('location', address).header('cache-control', 'no-store').send();
}
