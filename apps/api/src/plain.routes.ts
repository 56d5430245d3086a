import type { FastifyInstance } from 'fastify';
import type { Clock } from '#kernel';
import type { Settings } from '#platform/config';
import type { OpenApiDocument } from '#platform/http';
import type { Health, Metrics } from '#platform/observability';

interface Plain {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** The addresses that tools ask without a caller, of a process of any role: health, metrics, security contact. */
export function servePlain(fastify: FastifyInstance, what: Plain): void {
  fastify.get('/healthz', () => ({ status: 'ok' }));

  fastify.get('/readyz', async (_request, reply) => {
    const report = await what.health.check();
    return reply.status(report.ready ? 200 : 503).send(report);
  });

  fastify.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await what.metrics.prometheusText()),
  );

  fastify.get('/.well-known/security.txt', (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(securityTxt(what)),
  );
}

/** The description of the API, made when it is first asked for. */
export function serveDocument(fastify: FastifyInstance, describe: () => OpenApiDocument): void {
  let document: string | undefined;
  fastify.get('/api/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(describe());
    return reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
}

const HALF_A_YEAR_MS = 182 * 24 * 3_600_000;

/** RFC 9116. It is renewed as long as the product runs, so an abandoned installation does not name a contact for ever. */
function securityTxt({ settings, clock }: Plain): string {
  const expires = new Date(clock.now().getTime() + HALF_A_YEAR_MS).toISOString();
  const canonical = new URL('/.well-known/security.txt', settings.publicUrl).href;
  return `Contact: ${settings.securityContact}\nExpires: ${expires}\nCanonical: ${canonical}\nPreferred-Languages: en\n`;
}
