import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { Metrics } from '#platform/observability';
import { countJobs } from './job-rows.js';

/** What an operator's alarms look at: jobs that are due and wait, for how long the oldest has been due, and jobs that were given up. */
@Injectable()
export class JobFigures {
  constructor(
    private readonly db: SystemDatabase,
    private readonly clock: Clock,
    { meter }: Metrics,
  ) {
    const waiting = meter.createObservableGauge('castellan.jobs.waiting', {
      description: 'Jobs in the outbox that are due and that no queue has taken',
    });
    const overdue = meter.createObservableGauge('castellan.jobs.overdue', {
      unit: 's',
      description: 'How long the oldest of them has been due',
    });
    const dead = meter.createObservableGauge('castellan.jobs.dead', {
      description: 'Jobs that were given up and wait for a person',
    });
    meter.addBatchObservableCallback(
      async (result) => {
        for (const { scope, ...count } of await this.count()) {
          result.observe(waiting, count.waiting, { scope });
          result.observe(overdue, count.overdueSeconds, { scope });
          result.observe(dead, count.dead, { scope });
        }
      },
      [waiting, overdue, dead],
    );
  }

  private count() {
    return this.db.across('jobs: figures for the metrics', (tx) => countJobs(tx, this.clock.now()));
  }
}
