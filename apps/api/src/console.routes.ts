import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { PROBLEM_MEDIA_TYPE, toProblem } from '#platform/http';

const YEAR_SECONDS = 31_536_000;
/** Addresses that are never pages of the console: what is unknown below them is a problem, not index.html. */
const NOT_PAGES = /^\/(?:api|oauth|auth|agent|otlp|scim|sso|assets|\.well-known|healthz|readyz|metrics)(?:\/|$)/;

/** Serves the built console: hashed assets for a year, and index.html, never cached, for every page address. */
export async function serveConsole(fastify: FastifyInstance, builtAt: string): Promise<void> {
  const index = join(builtAt, 'index.html');
  if (!existsSync(index)) throw new Error(`The console is not built: ${index} is missing. Run "npm run build".`);
  const page = await readFile(index);
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
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
  });
}
