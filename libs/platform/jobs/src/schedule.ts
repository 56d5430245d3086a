import type { QueuedJob } from './job-message.js';
import type { JobDefinition } from './job.js';

/** A job of the installation that comes by the clock. Jobs of orgs come from one that walks the orgs. */
export interface Schedule {
  readonly job: JobDefinition;
  /** Five fields, UTC: minute, hour, day of month, month, day of week. */
  readonly cron: string;
}

/** @throws Error when a scheduled job needs a payload: the clock knows no ids */
export function checkSchedules(schedules: readonly Schedule[]): void {
  const named = new Set<string>();
  for (const { job, cron } of schedules) {
    if (named.has(job.name)) throw new Error(`The job "${job.name}" is scheduled twice. Keep one line.`);
    named.add(job.name);
    if (!job.payload.safeParse({}).success) {
      throw new Error(
        `The job "${job.name}" cannot be scheduled: its payload has required fields, and the clock knows none of them.`,
      );
    }
    if (cron.trim().split(/\s+/).length !== 5)
      throw new Error(`The schedule of "${job.name}" needs five fields, not "${cron}".`);
  }
}

/** What lies in the queue for a schedule; each tick gets an id when it is taken. */
export const scheduledJob = (job: JobDefinition): QueuedJob => ({
  orgId: null,
  name: job.name,
  lane: job.lane,
  payload: {},
});
