import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SystemClock } from '#kernel';
import { loadSettings } from '#platform/config';
import { openDatabases } from '#platform/database';
import { type OpenApiDocument, OutboundHttp } from '#platform/http';
import { Health, Log, Metrics } from '#platform/observability';
import { InstallationSealer, openKeyVault } from '#platform/vault';
import { ApiModule } from './api.module.js';
import { documentOf } from './product.js';

const NOWHERE = 'postgresql://nobody@127.0.0.1:1/nowhere';
const NO_KEY = new Uint8Array(32);

/** The API document from the modules alone: nothing is started, nothing is connected. */
export async function describeApi(): Promise<OpenApiDocument> {
  const settings = loadSettings({});
  const databases = openDatabases({ app: NOWHERE, system: NOWHERE });
  const outbound = new OutboundHttp([]);
  const platform = {
    settings,
    clock: new SystemClock(),
    log: new Log({ level: 'silent' }),
    metrics: new Metrics(),
    health: new Health(),
    databases,
    urls: { app: NOWHERE, system: NOWHERE },
    vault: openKeyVault({ masterKey: NO_KEY, kmsEndpoint: undefined }),
    sealer: new InstallationSealer(NO_KEY),
    outbound,
    close: () => Promise.resolve(),
  };
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.on(platform), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  return documentOf(app);
}
