import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { personOf, SessionService } from '#features/identity';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Caller, Describe, Public, SignedIn } from '#platform/http';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import type { Connection } from '../connections/connection.js';
import { setSsoCookie } from '../sign-in/sso-cookie.js';
import { OidcDesk } from '../oidc/oidc-desk.js';
import { SsoStart } from '../sign-in/sso-start.js';
import { sendOn } from './carriage-page.js';
import { SamlDesk } from './saml-desk.service.js';

const tag = 'Single sign-on';
const leaving = z.object({
  /** Where the browser goes to end the session there too; null where there is nothing to end. */
  redirectTo: z.string().nullable(),
});

@Controller('sso/saml/:id')
export class SamlController {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly desk: SamlDesk,
    private readonly start: SsoStart,
  ) {}

  @Get('metadata')
  @Public('An identity provider reads it before anything else; it holds addresses and public keys.')
  @Describe({ summary: 'The SAML metadata of a connection', tag, produces: 'application/samlmetadata+xml' })
  async metadata(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const xml = await this.desk.metadataOf(id);
    void reply.header('content-type', 'application/samlmetadata+xml; charset=utf-8').send(xml);
  }

  @Get('login')
  @Public('Where sign-in through a connection begins.', { signIn: true })
  @Describe({ summary: 'Begin to sign in through a SAML connection', tag, response: null, status: 303 })
  async login(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const begun = await this.start.read('saml', id, request);
    if ('refusedTo' in begun) {
      sendOn(reply, { kind: 'address', location: begun.refusedTo });
      return;
    }
    const { carriage, cookie } = await this.desk.signIn.begin(begun.connection, begun.beginning, this.clock.now());
    setSsoCookie(reply, this.settings.publicUrl, cookie);
    sendOn(reply, carriage);
  }

  @Post('acs')
  @Public('The browser brings the answer of the identity provider, which is believed by its signature alone.', {
    signIn: true,
  })
  @Describe({ summary: 'Take the answer of a SAML identity provider', tag, response: null, status: 303 })
  async acs(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { SAMLResponse: response, RelayState: relayState } = fieldsOf(body);
    const arrival = { response, relayState, ...this.around(request) };
    const onward = await this.orUnknown(reply, () => this.desk.receive(id, arrival));
    if (onward === null) return;
    if (onward.cookie !== null) setSsoCookie(reply, this.settings.publicUrl, onward.cookie);
    sendOn(reply, { kind: 'address', location: onward.location });
  }

  @Get('slo')
  @Public('The identity provider signs what comes here.', { signIn: true })
  @Describe({ summary: 'Take a SAML logout message from an address', tag, response: null, status: 303 })
  async sloByRedirect(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const connection = await this.known(id, reply);
    if (connection === null) return;
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?') + 1) : '';
    sendOn(reply, await this.desk.logout.receive(connection, { binding: 'redirect', query }, this.around(request)));
  }

  @Post('slo')
  @Public('The identity provider signs what comes here.', { signIn: true })
  @Describe({ summary: 'Take a SAML logout message from a form', tag, response: null, status: 303 })
  async sloByPost(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const connection = await this.known(id, reply);
    if (connection === null) return;
    const arrival = { binding: 'post', fields: fieldsOf(body) } as const;
    sendOn(reply, await this.desk.logout.receive(connection, arrival, this.around(request)));
  }

  private around(request: FastifyRequest) {
    return { ip: request.ip, moment: { now: this.clock.now(), requestId: request.id } };
  }

  /** A browser stands before it, so that a connection that is not there is told by a page. */
  private known(id: string, reply: FastifyReply): Promise<Connection | null> {
    return this.orUnknown(reply, () => this.desk.connection(id));
  }

  private async orUnknown<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectionNotFound)) throw error;
      sendOn(reply, { kind: 'address', location: '/login?refused=connection_unknown' });
      return null;
    }
  }
}

/** Ends a session of the console at the identity provider that it came from. */
@Controller('api/v1/session/single-logout')
export class SingleLogoutController {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: SessionService,
    private readonly desk: SamlDesk,
    private readonly oidc: OidcDesk,
  ) {}

  @Post()
  @SignedIn('Everybody may leave.')
  @Describe({ summary: 'Sign out here and at the identity provider', tag, response: leaving })
  async leave(@Caller() caller: Authenticated, @Req() request: FastifyRequest): Promise<z.infer<typeof leaving>> {
    const { personId, sessionId } = personOf(caller);
    const { binding } = await this.sessions.get(personId, sessionId);
    const moment = { now: this.clock.now(), requestId: request.id };
    if (binding === null) return { redirectTo: null };
    const carriage = await this.desk.logout.leave(binding, moment);
    if (carriage !== null) return { redirectTo: carriage.kind === 'address' ? carriage.location : null };
    return { redirectTo: await this.oidc.logout.leave(binding, moment) };
  }
}

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
