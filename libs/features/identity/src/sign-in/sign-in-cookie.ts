import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROVIDER_SESSION_COOKIE, SIGN_IN_SECONDS } from '../provider/provider-configuration.js';

const NAME = 'castellan_sign_in';

/** `/`: a sign-in ends at the callback, or where an identity provider's answer is completed. */
const options = (publicUrl: URL) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.protocol === 'https:' }) as const;

/** The request to the provider that this browser left with, sealed (authorization-request.ts). */
export const signInCookieOf = (request: FastifyRequest): string | undefined => request.cookies[NAME];

/** Every sign-in asks who it is: a session of the provider's that is left over goes. */
export function beginSignInCookies(reply: FastifyReply, publicUrl: URL, sealed: string): void {
  void reply.setCookie(NAME, sealed, { ...options(publicUrl), maxAge: SIGN_IN_SECONDS });
  void reply.clearCookie(PROVIDER_SESSION_COOKIE, { path: '/' });
}

export function endSignInCookies(reply: FastifyReply, publicUrl: URL): void {
  void reply.clearCookie(NAME, options(publicUrl));
  void reply.clearCookie(PROVIDER_SESSION_COOKIE, { path: '/' });
}
