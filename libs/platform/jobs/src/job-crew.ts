import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { JobDesk } from './job-desk.js';
import { JobRunner } from './job-runner.js';
import { RelayLoop } from './relay-loop.js';
import { checkSchedules, type Schedule } from './schedule.js';

export const SCHEDULES = Symbol('schedules');

/** The workers of one process: refuses to begin when a job has nobody to do it, and ends only when those in hand are done. */
@Injectable()
export class JobCrew implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly runner: JobRunner,
    private readonly relay: RelayLoop,
    private readonly desk: JobDesk,
    @Inject(SCHEDULES) private readonly schedules: readonly Schedule[],
  ) {}

  /** @throws Error naming a job that nobody does, or a schedule that cannot run */
  async onApplicationBootstrap(): Promise<void> {
    this.desk.checkComplete();
    checkSchedules(this.schedules);
    await this.runner.schedule(this.schedules);
    await this.runner.work(this.desk);
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.runner.stop();
  }
}
