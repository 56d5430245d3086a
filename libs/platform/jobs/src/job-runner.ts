import type { DeadJob, JobMessage } from './job-message.js';
import type { JobLane } from './job.js';
import type { Schedule } from './schedule.js';

/** How often a failing job is tried, and how long is waited in between: the wait doubles each time, with jitter. */
export interface RetryPlan {
  readonly attempts: number;
  readonly firstWaitSeconds: number;
  /** A process that has not been heard of for so long has died: its jobs are tried again. */
  readonly lostAfterSeconds: number;
}

export const RETRY_PLAN: RetryPlan = { attempts: 10, firstWaitSeconds: 2, lostAfterSeconds: 30 };

/** Jobs of a lane that one process does at the same time. */
export const LANE_WIDTH: Readonly<Record<JobLane, number>> = { quick: 4, slow: 1 };

export const LANES = Object.keys(LANE_WIDTH) as readonly JobLane[];

/** What a runner gives its jobs to. */
export interface JobWork {
  /** Does the job once. @throws when it failed and may be tried again */
  perform(message: JobMessage): Promise<void>;
  /** Keeps a job that was given up. Called at least once for each. */
  bury(dead: DeadJob): Promise<void>;
}

/**
 * The port to a queue. A job that was enqueued is performed at least once, by one of all the processes that work, and is tried again
 * by the plan, also when the process that had it dies. What the plan gives up is buried.
 */
export abstract class JobRunner {
  /** Offers jobs. When this settles they outlive this process. A delivery that the queue already has is left alone. */
  abstract enqueue(messages: readonly JobMessage[]): Promise<void>;
  /** Makes the queue's schedules equal to this list: adds, changes and removes. */
  abstract schedule(schedules: readonly Schedule[]): Promise<void>;
  /** Begins to take jobs. */
  abstract work(work: JobWork): Promise<void>;
  /** Takes no more, waits for those in hand, lets go of every connection. */
  abstract stop(): Promise<void>;
}
