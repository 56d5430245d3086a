import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '#platform/config';
import { type Log, type Metrics, requestSpan, type RequestSpan } from '#platform/observability';

const BODY_LIMIT_BYTES = 1024 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The way of a request, in order. The first steps stand here, on Fastify; the guard, the pipes and the filter are Nest's, and stand
 * in platform/http.
 *
 *   requestId → trace → securityHeaders → bodyLimit → measure
 *   → DoorGuard: rate → authenticate → org → context → authorise (@Requires)
 *   → parsed(schema) → handler → view → ProblemFilter
 */
export async function openEdge(settings: Settings, log: Log, metrics: Metrics): Promise<FastifyAdapter> {
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: settings.trustProxy,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    ...tls(settings),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.server.headersTimeout = HEADERS_TIMEOUT_MS;
  const ground = { settings, log, metrics };
  for (const step of STEPS) await step(fastify, ground);
  return adapter;
}

interface Ground {
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
}

type Step = (fastify: FastifyInstance, ground: Ground) => Promise<void> | void;

/** Every answer names its request, so that a person can tell an administrator which one failed. */
function requestId(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
}

async function securityHeaders(fastify: FastifyInstance, { settings }: Ground): Promise<void> {
  const isHttps = settings.publicUrl.protocol === 'https:';
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        // The page adds its nonce for the style elements that Mantine and CodeMirror make (console.routes.ts); attributes have none.
        'style-src': ["'self'"],
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        ...(isHttps && { 'upgrade-insecure-requests': [] }),
      },
    },
    strictTransportSecurity: isHttps && { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  });
}

async function cookies(fastify: FastifyInstance): Promise<void> {
  await fastify.register(cookie);
}

/** Where traces are sent, what a request does is one of them. */
function trace(fastify: FastifyInstance, { settings }: Ground): void {
  if (settings.tracesEndpoint === undefined) return;
  const spans = new WeakMap<object, RequestSpan>();
  fastify.addHook('onRequest', (request, _reply, goOn) => {
    const span = requestSpan(request.method, request.headers);
    spans.set(request, span);
    span.within(goOn);
  });
  fastify.addHook('onResponse', (request, reply, goOn) => {
    spans.get(request)?.end({ route: request.routeOptions.url ?? 'none', status: reply.statusCode });
    goOn();
  });
}

/** One log line and one measurement a request; the route's pattern, never its address, which may hold ids. */
function measure(fastify: FastifyInstance, { log, metrics }: Ground): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const fields = { method: request.method, route, status: reply.statusCode };
    metrics.httpRequest(fields, reply.elapsedTime);
    log.debug('request.answered', { requestId: request.id, ...fields, ms: Math.round(reply.elapsedTime * 10) / 10 });
  });
}

function tls({ tls: files }: Settings): { https?: SecureContextOptions } {
  if (files === undefined) return {};
  return { https: { cert: readFileSync(files.certPath), key: readFileSync(files.keyPath), minVersion: 'TLSv1.3' } };
}

const STEPS: readonly Step[] = [requestId, trace, securityHeaders, cookies, measure];
