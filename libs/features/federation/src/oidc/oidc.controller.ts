import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { Describe, parsed, Public } from '#platform/http';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { type Onward, refusedAt } from '../sign-in/federated-sign-in.js';
import type { Completion } from '../sign-in/sso-completion.js';
import { setSsoCookie } from '../sign-in/sso-cookie.js';
import { SsoLanding } from '../sign-in/sso-landing.js';
import { SsoStart } from '../sign-in/sso-start.js';
import type { OidcArrival } from './oidc-sign-in.service.js';
import { OidcDesk } from './oidc-desk.js';

const tag = 'Single sign-on';
const LONGEST_QUERY = 8_000;
const jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
const loginQuery = z.object({ login_hint: z.email().max(254).optional().catch(undefined) });

@Controller('sso/oidc/:id')
export class OidcController {
  // eslint-disable-next-line max-params -- a browser leaves here and lands here
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly desk: OidcDesk,
    private readonly start: SsoStart,
    private readonly landing: SsoLanding,
  ) {}

  @Get('login')
  @Public('Where sign-in through a connection begins.', { signIn: true })
  @Describe({ summary: 'Begin to sign in through an OpenID connection', tag, response: null, status: 303 })
  async login(
    @Param('id') id: string,
    @Query(parsed(loginQuery)) { login_hint: loginHint }: z.infer<typeof loginQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const begun = await this.start.read('oidc', id, request);
    if ('refusedTo' in begun) {
      goTo(reply, begun.refusedTo);
      return;
    }
    const { connection, beginning } = begun;
    const onward = await this.desk.signIn.begin(connection, beginning, { loginHint, ...this.around(request) });
    if (onward.cookie !== null) setSsoCookie(reply, this.settings.publicUrl, onward.cookie);
    goTo(reply, onward.location);
  }

  @Get('callback')
  @Public('The browser brings the answer of the provider; the code in it is exchanged for proof.', { signIn: true })
  @Describe({ summary: 'Take the answer of an OpenID provider', tag, response: null, status: 303 })
  async callback(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const at = request.url.indexOf('?');
    const query = new URLSearchParams(at === -1 ? '' : request.url.slice(at + 1, at + 1 + LONGEST_QUERY));
    const arrival = { query, browser: this.landing.returning('', request), ...this.around(request) };
    const onward = await this.received(id, arrival, reply);
    if (onward === null) return;
    goTo(reply, 'kind' in onward ? await this.landing.onward(onward, request, reply) : onward.location);
  }

  @Post('backchannel-logout')
  @HttpCode(200)
  @Public('The provider signs what comes here.')
  @Describe({
    summary: 'End sessions that ended at the provider (OpenID Connect Back-Channel Logout)',
    tag,
    response: null,
  })
  async backchannelLogout(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const connection = await this.desk.connection(id);
    const token = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['logout_token'] : null;
    const fault =
      typeof token === 'string'
        ? await this.desk.logout.obey(connection, token, this.around(request))
        : 'there is none: send a form with logout_token';
    void reply.header('cache-control', 'no-store');
    if (fault === null) void reply.status(200).send();
    else
      void reply
        .status(400)
        .send({ error: 'invalid_request', error_description: `The logout token was refused: ${fault}.` });
  }

  @Get('logout')
  @Public('Where the provider sends the browser when it is signed out there; it changes nothing here.')
  @Describe({ summary: 'Come back from signing out at the provider', tag, response: null, status: 303 })
  signedOut(@Res() reply: FastifyReply): void {
    goTo(reply, '/login?signed-out');
  }

  @Get('jwks')
  @Public('Public keys, by which the provider knows this connection.')
  @Describe({ summary: 'The public keys of an OpenID connection', tag, response: jwks })
  async jwks(@Param('id') id: string): Promise<{ keys: Record<string, unknown>[] }> {
    const { keys } = await this.desk.keysOf(id);
    return { keys: keys.map((key) => ({ ...key })) };
  }

  private around(request: FastifyRequest) {
    return { ip: request.ip, moment: { now: this.clock.now(), requestId: request.id } };
  }

  /** A browser stands before it, so that a connection that is not there is told by a page. */
  private async received(id: string, arrival: OidcArrival, reply: FastifyReply): Promise<Onward | Completion | null> {
    try {
      return await this.desk.receive(id, arrival);
    } catch (error) {
      if (!(error instanceof ConnectionNotFound)) throw error;
      goTo(reply, refusedAt('connection_unknown'));
      return null;
    }
  }
}

/** 303: what was sent here is not sent on (RFC 9700 section 4.12). */
function goTo(reply: FastifyReply, address: string): void {
  void reply.status(303).header('location', address).header('cache-control', 'no-store').send();
}
