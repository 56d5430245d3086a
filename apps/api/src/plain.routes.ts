import type { FastifyInstance } from 'fastify';
import type { Settings } from '#platform/config';
import type { OpenApiDocument } from '#platform/http';
import type { Health, Metrics } from '#platform/observability';

/** The addresses that tools ask without a caller: health, metrics, the API document, security contact. */
export function servePlain(fastify: FastifyInstance, what: { health: Health; metrics: Metrics; document: () => OpenApiDocument; settings: Settings }): void {
  fastify.get('/healthz', () => ({ status: 'ok' }));

  fastify.get('/readyz', async (_request, reply) => {
    const report = await what.health.check();
    return reply.status(report.ready ? 200 : 503).send(report);
  });

  fastify.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await what.metrics.prometheusText()),
  );

  let document: string | undefined;
  fastify.get('/api/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(what.document());
    return reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });

  // RFC 9116. `Expires` is a year ahead of the build, so an abandoned installation does not point at nobody for ever.
  fastify.get('/.well-known/security.txt', (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(what.settings.securityTxt),
  );
}
