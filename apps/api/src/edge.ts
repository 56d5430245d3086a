import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import cookie from '@fastify/cookie';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '#platform/config';
import { SwiftLane } from '#platform/http';
import { type Log, type Metrics, requestSpan, type RequestSpan } from '#platform/observability';
import { headersOfMachines, headersOfPages, isForMachines } from './security-headers.js';

const BODY_LIMIT_BYTES = 1024 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The way of a request, in order. The first steps stand here, on Fastify; the guard, the pipes and the filter are Nest's, and stand
 * in platform/http.
 *
 *   swiftLane (what memory answers goes no further) → requestId → trace → securityHeaders → bodyLimit → measure
 *   → DoorGuard: rate → authenticate → org → context → authorise (@Requires)
 *   → parsed(schema) → handler → view → ProblemFilter
 */
export async function openEdge(settings: Settings, log: Log, metrics: Metrics): Promise<Edge> {
  const lane = new SwiftLane(metrics, PLAIN_SECURITY_HEADERS);
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: settings.trustProxy,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    serverFactory: (handle: Handle) => openServer(settings, lane, handle),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  const ground = { settings, log, metrics };
  for (const step of STEPS) await step(fastify, ground);
  return { adapter, lane };
}

export interface Edge {
  readonly adapter: FastifyAdapter;
  readonly lane: SwiftLane;
}

interface Ground {
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
}

type Step = (fastify: FastifyInstance, ground: Ground) => Promise<void> | void;

/** Every answer names its request, so that a person can tell an administrator which one failed. */
function requestId(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, goOn) => {
    void reply.header('x-request-id', request.id);
    goOn();
  });
}

function securityHeaders(fastify: FastifyInstance, { settings }: Ground): void {
  const isHttps = settings.publicUrl.protocol === 'https:';
  const [ofPages, ofMachines] = [headersOfPages(isHttps), headersOfMachines(isHttps)];
  fastify.addHook('onRequest', (request, reply, goOn) => {
    void reply.headers(isForMachines(request.url) ? ofMachines : ofPages);
    goOn();
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
  fastify.addHook('onResponse', (request, reply, goOn) => {
    const route = request.routeOptions.url ?? 'none';
    const fields = { method: request.method, route, status: reply.statusCode };
    const ms = reply.elapsedTime;
    metrics.httpRequest(fields, ms);
    log.debug('request.answered', { requestId: request.id, ...fields, ms: Math.round(ms * 10) / 10 });
    goOn();
  });
}

/** What answers of the swift lane bear: they are never pages, so of the console's policy they need this alone. */
const PLAIN_SECURITY_HEADERS = ['x-content-type-options', 'nosniff', 'referrer-policy', 'no-referrer'];

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** The server under everything. Traced requests all go the long way, where their spans are made. */
function openServer({ tls, tracesEndpoint }: Settings, lane: SwiftLane, handle: Handle): Server {
  const limits = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const swift: Handle = (request, response) => {
    if (!lane.take(request, response)) handle(request, response);
  };
  const listener = tracesEndpoint === undefined ? swift : handle;
  if (tls === undefined) return createServer(limits, listener);
  const secured = { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath), minVersion: 'TLSv1.3' as const };
  return createSecureServer({ ...limits, ...secured }, listener);
}

const STEPS: readonly Step[] = [requestId, trace, securityHeaders, cookies, measure];
