import type { FastifyRequest } from 'fastify';
import { INTERACTION_COOKIE } from '#features/identity';

/** A question of the OpenID provider, and the cookies that the browser must have to go on from it. */
export interface ConsoleQuestion {
  readonly interaction: string;
  readonly cookies: readonly string[];
}

/**
 * Begins a sign-in at the console in the browser's stead: for one that began at the identity provider, nobody has asked yet. The two steps are those
 * of every sign-in, taken without leaving the process.
 */
export async function askProvider(request: FastifyRequest, publicUrl: URL): Promise<ConsoleQuestion> {
  const headers = { host: publicUrl.host };
  const begun = await request.server.inject({ url: '/auth/login', headers, remoteAddress: request.ip });
  const address = new URL(String(begun.headers.location), publicUrl);
  const asked = await request.server.inject({
    url: `${address.pathname}${address.search}`,
    headers,
    remoteAddress: request.ip,
  });
  const interaction = asked.cookies.find(({ name }) => name === INTERACTION_COOKIE)?.value;
  if (interaction === undefined) throw new Error(`The OpenID provider asked nothing: it answered ${asked.statusCode}.`);
  return { interaction, cookies: [begun, asked].flatMap((answer) => [answer.headers['set-cookie'] ?? []].flat()) };
}
