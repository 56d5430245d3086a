import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answering, type HotDoor, HotRoute, RequestRates } from '#platform/http';
import { Log } from '#platform/observability';
import { OpenIdProvider } from './openid-provider.js';

const door = (method: 'GET' | 'POST', path: string, summary: string): HotDoor => ({
  method,
  path,
  summary,
  tag: 'OpenID provider',
  requires: { public: 'The standard says who may: each request is authenticated by the provider.' },
});

/**
 * What a whole fleet asks from behind one address, every few minutes: not limited by address. Nothing can be guessed there, for tokens and
 * codes have 256 random bits.
 */
const FOR_FLEETS = new Set(['/oauth/token', '/oauth/revoke', '/oauth/jwks', '/.well-known/openid-configuration']);

/** Steps of signing in, which a whole company takes from one address. */
const SIGN_IN = new Set(['/oauth/auth', '/oauth/auth/:uid']);

/** Hands the provider its addresses, past Nest's parsers: it reads bodies and writes answers by itself. */
@Injectable()
export class ProviderRoute extends HotRoute {
  override readonly doors: readonly HotDoor[] = [
    door('GET', '/.well-known/openid-configuration', 'Discover the provider (OpenID Connect Discovery)'),
    door('GET', '/.well-known/oauth-authorization-server', 'Discover the provider (RFC 8414)'),
    door('GET', '/oauth/auth', 'Ask for an authorization code (RFC 6749)'),
    door('GET', '/oauth/auth/:uid', 'Go on after sign-in'),
    door('POST', '/oauth/token', 'Exchange a code, a device code or a refresh token'),
    door('POST', '/oauth/device/auth', 'Begin the device flow (RFC 8628)'),
    door('POST', '/oauth/revoke', 'End a family of tokens (RFC 7009)'),
    door('POST', '/oauth/introspect', 'Ask about a token (RFC 7662)'),
    door('GET', '/oauth/jwks', 'Read the public signing keys'),
    door('GET', '/oauth/userinfo', 'Read the claims of a token’s person'),
  ];

  constructor(
    private readonly provider: OpenIdProvider,
    private readonly rates: RequestRates,
    private readonly log: Log,
  ) {
    super();
  }

  override register(fastify: FastifyInstance): void {
    void fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
      const handle = answering(this.log, (request, reply) => this.answer(request, reply));
      for (const { method, path: url } of this.doors) scope.route({ method, url, handler: handle });
      done();
    });
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { url = '' } = request.routeOptions;
    if (SIGN_IN.has(url)) await this.rates.ofArrival(request.ip);
    else if (!FOR_FLEETS.has(url)) await this.rates.ofStranger(request.ip);
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.hijack();
    await this.provider.handle(request.raw, reply.raw, request.ip);
    return reply;
  }
}
