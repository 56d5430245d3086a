import { newId, type OrgId } from '#kernel';
import type { JobLane, JobName } from './job.js';

/** A job on its way through a queue. */
export interface JobMessage {
  /** Names this handing-over: a queue takes one delivery once, however often it is offered. */
  readonly delivery: string;
  readonly id: string;
  readonly orgId: OrgId | null;
  readonly name: JobName;
  readonly lane: JobLane;
  readonly payload: Readonly<Record<string, unknown>>;
  /** RFC 3339: when it was asked for. */
  readonly addedAt: string;
}

/** A job that was tried as often as the plan allows, and failed each time. */
export interface DeadJob {
  readonly message: JobMessage;
  /** One sentence without content: it is shown to the org's administrators. */
  readonly error: string;
  readonly attempts: number;
}

/** As it lies in the queue: what the clock put there has no id of its own yet. */
export type QueuedJob = Omit<JobMessage, 'delivery' | 'id' | 'addedAt'> &
  Partial<Pick<JobMessage, 'delivery' | 'id' | 'addedAt'>>;

export function toMessage(queued: QueuedJob, queuedAt: Date): JobMessage {
  const id = queued.id ?? newId(queuedAt);
  return { delivery: id, addedAt: queuedAt.toISOString(), ...queued, id };
}
