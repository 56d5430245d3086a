import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '#kernel';
import { Settings } from '#platform/config';
import { ChangeSignal, HotPath, OrgDatabase, SystemDatabase } from '#platform/database';
import { OutboundHttp } from '#platform/http';
import { IssuerDirectory, TokenVerifier } from '#platform/issuers';
import { Outbox } from '#platform/jobs';
import { Health, Log, Metrics } from '#platform/observability';
import { Ledger, LedgerReader, LedgerVerifier, LedgerWitness, Trail } from '#platform/trail';
import { InstallationSealer, KeyVault } from '#platform/vault';
import type { Platform } from './platform.js';

/** Gives every feature what stands on the third floor. The one global module: platform serves all and knows none. */
@Global()
@Module({})
export class PlatformModule {
  static of(platform: Platform): DynamicModule {
    const providers = [
      { provide: Settings, useValue: platform.settings },
      { provide: Clock, useValue: platform.clock },
      { provide: Log, useValue: platform.log },
      { provide: Metrics, useValue: platform.metrics },
      { provide: Health, useValue: platform.health },
      { provide: OrgDatabase, useValue: platform.databases.orgs },
      { provide: SystemDatabase, useValue: platform.databases.system },
      { provide: HotPath, useValue: platform.databases.hot },
      { provide: ChangeSignal, useValue: platform.databases.signal },
      { provide: KeyVault, useValue: platform.vault },
      { provide: InstallationSealer, useValue: platform.sealer },
      { provide: OutboundHttp, useValue: platform.outbound },
      IssuerDirectory,
      TokenVerifier,
      Outbox,
      Ledger,
      LedgerReader,
      LedgerVerifier,
      LedgerWitness,
      Trail,
    ];
    return { module: PlatformModule, providers, exports: providers };
  }
}
