import type { FastifyReply, FastifyRequest } from 'fastify';
import { SSO_REQUEST_MS } from './sso-requests.js';

const NAME = 'castellan_sso';

/** On https the prefix keeps subdomains from planting one (RFC 6265bis section 4.1.3): whose it is decides who is signed in. */
const cookieName = (publicUrl: URL): string => (publicUrl.protocol === 'https:' ? `__Host-${NAME}` : NAME);

/** What binds the questions of this browser to it. */
export function ssoCookieOf(request: FastifyRequest, publicUrl: URL): string | null {
  const value = request.cookies[cookieName(publicUrl)];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
}

/** `lax`: it comes back with the redirect that follows the identity provider's POST, and with no POST of another site. */
export function setSsoCookie(reply: FastifyReply, publicUrl: URL, cookie: string): void {
  void reply.setCookie(cookieName(publicUrl), cookie, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.protocol === 'https:',
    maxAge: SSO_REQUEST_MS / 1_000,
  });
}
