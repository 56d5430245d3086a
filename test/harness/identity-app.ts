import { Global, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { AccessHttpModule, AccessModule } from '#features/access';
import { IdentityHttpModule, IdentityModule } from '#features/identity';
import { TenancyHttpModule } from '#features/tenancy';
import { Clock } from '#kernel';
import { loadSettings } from '#platform/config';
import { PlatformModule } from '#platform/ground';
import {
  DoorGuard,
  Entrance,
  HotRoute,
  OutboundHttp,
  parseAddressRanges,
  ProblemFilter,
  RequestRates,
} from '#platform/http';
import { Health, Log, Metrics } from '#platform/observability';
import { InstallationSealer, openKeyVault } from '#platform/vault';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import type { TestDatabase } from './test-database.js';

/** The time of day, which a test can put forward. */
export class ShiftingClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

@Global()
@Module({
  imports: [IdentityModule, AccessModule],
  providers: [
    Entrance,
    RequestRates,
    { provide: APP_GUARD, useClass: DoorGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Entrance, RequestRates],
})
class TestEdgeModule {}

export interface IdentityApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly clock: ShiftingClock;
  close(): Promise<void>;
}

const MASTER_KEY = new Uint8Array(32).fill(7);

/** Tenancy, identity and access, and what `also` adds, listening on a port of their own: two of them on one database are two processes of one product. */
export async function startIdentityApp(
  database: TestDatabase,
  port: number,
  publicUrl = `http://127.0.0.1:${port}`,
  also: readonly Type[] = [],
): Promise<IdentityApp> {
  const clock = new ShiftingClock();
  const { db: orgs, system, hot, signal } = database;
  const platform = {
    settings: loadSettings({ CASTELLAN_PORT: `${port}`, CASTELLAN_PUBLIC_URL: publicUrl }),
    clock,
    log: new Log({ level: 'silent' }),
    metrics: new Metrics(),
    health: new Health(),
    databases: { orgs, system, hot, signal, ping: () => Promise.resolve(), close: () => Promise.resolve() },
    urls: { app: database.url, system: database.url },
    vault: openKeyVault({ masterKey: MASTER_KEY, kmsKey: undefined, kmsEndpoint: undefined }),
    sealer: new InstallationSealer(MASTER_KEY),
    // The issuers of a test listen on loopback.
    outbound: new OutboundHttp(parseAddressRanges('127.0.0.0/8')),
    close: () => Promise.resolve(),
  };
  @Module({
    imports: [
      DiscoveryModule,
      PlatformModule.of(platform),
      TestEdgeModule,
      TenancyHttpModule,
      IdentityHttpModule,
      AccessHttpModule,
      ...also,
    ],
  })
  class TestModule {}
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const fastify = adapter.getInstance<FastifyInstance>();
  await fastify.register(cookie);
  const app = await NestFactory.create<NestFastifyApplication>(TestModule, adapter, {
    logger: false,
    abortOnError: false,
  });
  const instances = app
    .get(DiscoveryService)
    .getProviders()
    .map(({ instance }): unknown => instance);
  for (const route of instances) if (route instanceof HotRoute) route.register(fastify);
  await app.init();
  await app.listen(port, '127.0.0.1');
  return { app, url: publicUrl, clock, close: () => app.close() };
}
