import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ABSOLUTE_MS } from './session.rules.js';

const NAME = 'castellan_session';

/** On https the prefix makes browsers refuse it from a subdomain or without Secure (RFC 6265bis section 4.1.3). */
const cookieName = (publicUrl: URL): string => (publicUrl.protocol === 'https:' ? `__Host-${NAME}` : NAME);

const options = (publicUrl: URL) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.protocol === 'https:' }) as const;

/** The session token that the request carries, if any. */
export const sessionTokenOf = (request: FastifyRequest, publicUrl: URL): string | null =>
  request.cookies[cookieName(publicUrl)] ?? null;

export function setSessionCookie(reply: FastifyReply, publicUrl: URL, token: string): void {
  void reply.setCookie(cookieName(publicUrl), token, { ...options(publicUrl), maxAge: ABSOLUTE_MS / 1_000 });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: URL): void {
  void reply.clearCookie(cookieName(publicUrl), options(publicUrl));
}

/** The token that unsafe requests of a session must repeat in a header: made from the session's secret, which no script can read. */
export const csrfTokenOf = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update('castellan csrf').digest('base64url');

export function isCsrfToken(sessionToken: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const expected = Buffer.from(csrfTokenOf(sessionToken));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
