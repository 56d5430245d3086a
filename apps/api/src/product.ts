import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import { FirstRun } from '#features/access';
import type { Settings } from '#platform/config';
import { openPlatform, type Platform } from '#platform/ground';
import { HotRoute, type OpenApiDocument, openApiDocument, routesOf } from '#platform/http';
import { NestLog } from '#platform/observability';
import { ApiModule } from './api.module.js';
import { serveConsole } from './console.routes.js';
import { openEdge } from './edge.js';
import { serveDocument, servePlain } from './plain.routes.js';
import { VERSION } from './version.js';

export interface Product {
  /** What the person at the terminal reads: where it is, and the one-time set-up link if nobody owns it yet. */
  readonly greeting: string;
  /** Takes no new requests, finishes those under way, then closes everything below. */
  stop(): Promise<void>;
}

/** Longer than any request may take is not waited for: what still runs then is cut off. */
const GRACE_MS = 25_000;

/** Starts everything that the settings ask of this process. */
export async function startProduct(settings: Settings, progress: (step: string) => void): Promise<Product> {
  const platform = await openPlatform(settings, { progress });
  let app: NestFastifyApplication | undefined;
  try {
    progress('Opening the doors');
    app = await openApp(platform);
    const opened = app;
    // Fastify's own: Nest's logs what the operator is told in a sentence.
    await app.getHttpAdapter().getInstance().listen({ port: settings.port, host: settings.host });
    return { greeting: await greetingOf(app, settings), stop: () => stop(opened, platform) };
  } catch (error) {
    await (app === undefined ? platform.close() : stop(app, platform));
    throw error;
  }
}

async function greetingOf(app: NestFastifyApplication, { publicUrl, roles }: Settings): Promise<string> {
  if (!roles.has('api')) return `\n  Castellan works as ${[...roles].join(' and ')}\n`;
  const link = await app.get(FirstRun).link();
  const lines = ['', `  Castellan is ready at ${publicUrl.origin}`];
  if (link !== null)
    lines.push('', '  Nobody owns it yet. Open this link within 24 hours; it works once:', `  ${link.href}`);
  return [...lines, ''].join('\n');
}

/** The doors first, then what they stand on, whatever becomes of the doors. */
async function stop(app: NestFastifyApplication, platform: Platform): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => (timer = setTimeout(resolve, GRACE_MS)));
  try {
    await Promise.race([app.close(), grace]);
  } finally {
    clearTimeout(timer);
    await platform.close();
  }
}

/** The application with every route, not yet listening: what tests drive in process. */
export async function openApp(platform: Platform): Promise<NestFastifyApplication> {
  const { adapter, lane } = await openEdge(platform.settings, platform.log, platform.metrics);
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.on(platform), adapter, {
    logger: new NestLog(platform.log),
    abortOnError: false,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  for (const route of hotRoutesOf(app)) {
    route.register(fastify);
    for (const door of route.swift) lane.open(door);
  }
  servePlain(fastify, platform);
  if (platform.settings.roles.has('api')) {
    serveDocument(fastify, () => documentOf(app));
    await serveConsole(fastify, fileURLToPath(new URL('../../../console', import.meta.url)));
  }
  await app.init();
  await fastify.ready();
  return app;
}

/** The API document of a running application. */
export function documentOf(app: NestFastifyApplication): OpenApiDocument {
  const controllers = app.get(DiscoveryService).getControllers();
  const routes = controllers.flatMap(({ metatype }) =>
    metatype === null ? [] : routesOf(metatype as Parameters<typeof routesOf>[0]),
  );
  return openApiDocument(
    routes,
    hotRoutesOf(app).flatMap(({ doors }) => doors),
    VERSION,
  );
}

function hotRoutesOf(app: NestFastifyApplication): readonly HotRoute[] {
  const instances = app
    .get(DiscoveryService)
    .getProviders()
    .map(({ instance }): unknown => instance);
  return instances.filter((instance): instance is HotRoute => instance instanceof HotRoute);
}
