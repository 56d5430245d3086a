import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AccessHttpModule } from '#features/access';
import { AuditHttpModule } from '#features/audit';
import { FederationHttpModule } from '#features/federation';
import { FleetHttpModule } from '#features/fleet';
import { IdentityHttpModule } from '#features/identity';
import { IntakeHttpModule } from '#features/intake';
import { KeysHttpModule } from '#features/keys';
import { PoliciesHttpModule } from '#features/policies';
import { ProvisioningHttpModule } from '#features/provisioning';
import { TenancyHttpModule } from '#features/tenancy';
import { type Platform, PlatformModule } from '#platform/ground';
import { JobsHttpModule } from '#platform/jobs';
import { WorkerModule } from '../../worker/src/worker.module.js';
import { EdgeModule } from './edge.module.js';

/** The product, as a list. Each line is a feature and the doors that it opens. */
const FEATURES = [
  TenancyHttpModule,
  IdentityHttpModule,
  AccessHttpModule,
  FederationHttpModule,
  ProvisioningHttpModule,
  KeysHttpModule,
  PoliciesHttpModule,
  FleetHttpModule,
  AuditHttpModule,
  IntakeHttpModule,
  JobsHttpModule,
];

type Imports = NonNullable<DynamicModule['imports']>;

@Module({})
export class ApiModule {
  static on(platform: Platform): DynamicModule {
    return {
      module: ApiModule,
      imports: [DiscoveryModule, PlatformModule.of(platform), ...doorsOf(platform), ...workerOf(platform)],
    };
  }
}

/** All doors, or those of machines alone where ingest is a process of its own, or none. */
function doorsOf({ settings: { roles } }: Platform): Imports {
  if (roles.has('api')) return [EdgeModule, ...FEATURES];
  return roles.has('ingest') ? [EdgeModule, IntakeHttpModule] : [];
}

/** The worker is a guest of this process, unless the settings give it one of its own. */
const workerOf = (platform: Platform): Imports =>
  platform.settings.roles.has('worker') ? [WorkerModule.on(platform)] : [];
