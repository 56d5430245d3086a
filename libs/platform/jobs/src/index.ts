export { DeadJobs } from './dead-jobs.service.js';
export { JobCrew } from './job-crew.js';
export { handles, JobHandlers } from './job-handlers.js';
export type { DeadJob, JobMessage } from './job-message.js';
export { JobRunner, type JobWork, RETRY_PLAN, type RetryPlan } from './job-runner.js';
export {
  type ContextOf,
  defineJob,
  definedJobs,
  type InstallationContext,
  type JobDefinition,
  type JobLane,
  type JobName,
} from './job.js';
export { JobCrewModule, JobsHttpModule } from './jobs.module.js';
export { DeadJobUnknown, JobHopeless, QueueUnreachable } from './jobs.errors.js';
export { type AddOptions, Outbox } from './outbox.js';
export type { QueuePlace } from './open-job-runner.js';
export { checkSchedules, type Schedule } from './schedule.js';
