import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { PROBLEM_MEDIA_TYPE, toProblem } from '#platform/http';

const YEAR_SECONDS = 31_536_000;
/** Addresses that are never pages of the console: what is unknown below them is a problem, not index.html. */
const NOT_PAGES = /^\/(?:api|oauth|auth|agent|otlp|scim|sso|assets|\.well-known|healthz|readyz|metrics)(?:\/|$)/;

/** What the build leaves where the page’s nonce goes. */
const NONCE_PLACE = '__CSP_NONCE__';
const NONCE_BYTES = 16;

/** Serves the built console: hashed assets for a year, and index.html, never cached, for every page address. */
export async function serveConsole(fastify: FastifyInstance, builtAt: string): Promise<void> {
  const index = join(builtAt, 'index.html');
  if (!existsSync(index)) throw new Error(`The console is not built: ${index} is missing. Run "npm run build".`);
  const page = await readFile(index, 'utf8');
  await fastify.register(fastifyStatic, {
    root: join(builtAt, 'assets'),
    prefix: '/assets/',
    index: false,
    immutable: true,
    maxAge: YEAR_SECONDS * 1_000,
    preCompressed: true,
    decorateReply: false,
  });
  fastify.get('/*', (request, reply) => {
    const [path = '/'] = request.url.split('?');
    if (NOT_PAGES.test(path)) {
      const problem = toProblem({ statusCode: 404 }, request.id);
      return reply.status(404).header('content-type', PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
    }
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    return reply
      .header('cache-control', 'no-store')
      .header('content-security-policy', withNonce(String(reply.getHeader('content-security-policy')), nonce))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACE, nonce));
  });
}

/** CSP level 3, section 8.2: lets the page’s own scripts make style elements, by a nonce that is another with each answer. */
const withNonce = (policy: string, nonce: string): string =>
  policy.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`);
