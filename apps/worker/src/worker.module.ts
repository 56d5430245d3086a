import { type DynamicModule, Module } from '@nestjs/common';
import { AccessJobsModule } from '#features/access';
import { FederationJobsModule } from '#features/federation';
import { IdentityJobsModule } from '#features/identity';
import { PoliciesJobsModule } from '#features/policies';
import { ProvisioningJobsModule } from '#features/provisioning';
import type { Settings } from '#platform/config';
import type { DatabaseUrls } from '#platform/database';
import { JobCrewModule, type QueuePlace } from '#platform/jobs';
import type { Log } from '#platform/observability';
import { SCHEDULES } from './schedules.js';

/** The features that have work to do behind the scenes. Each line does the jobs that the feature defines. */
const FEATURES = [
  IdentityJobsModule,
  AccessJobsModule,
  FederationJobsModule,
  ProvisioningJobsModule,
  PoliciesJobsModule,
];

interface Ground {
  readonly settings: Settings;
  readonly urls: DatabaseUrls;
  readonly log: Log;
}

/** The same features as in the api, entered through jobs instead of HTTP. A process of its own, or a guest in the api's. */
@Module({})
export class WorkerModule {
  static on(ground: Ground): DynamicModule {
    return { module: WorkerModule, imports: [JobCrewModule.of(placeOf(ground), SCHEDULES), ...FEATURES] };
  }
}

/** BullMQ where there is a Redis; without one, pg-boss in the PostgreSQL that is there anyway. */
const placeOf = ({ settings, urls, log }: Ground): QueuePlace => ({
  systemUrl: urls.system,
  redisUrl: settings.redisUrl?.reveal(),
  onFault: (error) => log.warn('jobs.queue_troubled', { error }),
});
