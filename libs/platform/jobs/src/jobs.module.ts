import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DeadJobsController } from './dead-jobs.controller.js';
import { DeadJobs } from './dead-jobs.service.js';
import { JobCrew, SCHEDULES } from './job-crew.js';
import { JobDesk } from './job-desk.js';
import { JobFigures } from './job-figures.js';
import { JobHandlers } from './job-handlers.js';
import { JobRunner } from './job-runner.js';
import { openJobRunner, type QueuePlace } from './open-job-runner.js';
import { RelayLoop } from './relay-loop.js';
import { Relay } from './relay.js';
import type { Schedule } from './schedule.js';

/** What an administrator does about jobs. */
@Module({ providers: [DeadJobs], controllers: [DeadJobsController] })
export class JobsHttpModule {}

/** A process that works: imported once, beside the JobsModules of the features. Global, so that their `handles` find the desk. */
@Global()
@Module({})
export class JobCrewModule {
  static of(place: QueuePlace, schedules: readonly Schedule[]): DynamicModule {
    return {
      module: JobCrewModule,
      providers: [
        { provide: JobRunner, useFactory: () => openJobRunner(place) },
        { provide: SCHEDULES, useValue: schedules },
        JobHandlers,
        JobDesk,
        JobFigures,
        Relay,
        RelayLoop,
        JobCrew,
      ],
      exports: [JobHandlers],
    };
  }
}
