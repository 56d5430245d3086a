import { type JobWithMetadata, PgBoss } from 'pg-boss';
import { type JobMessage, type QueuedJob, toMessage } from './job-message.js';
import { JobRunner, type JobWork, LANE_WIDTH, LANES, RETRY_PLAN, type RetryPlan } from './job-runner.js';
import type { JobLane } from './job.js';
import { type Schedule, scheduledJob } from './schedule.js';

/** Made by the migration 0005; its tables are pg-boss's own. */
const QUEUE_SCHEMA = 'castellan_jobs';
const QUEUE_ROLE = 'castellan_jobs';
const CONNECTIONS = 4;
/** New jobs are told by NOTIFY; a retry that falls due is found by asking. */
const POLL_SECONDS = 2;
const LONGEST_JOB_SECONDS = 6 * 3_600;
const GRACE_MS = 30_000;

export interface PgBossOptions {
  /** As a member of castellan_system. */
  readonly systemUrl: string;
  readonly plan?: RetryPlan;
  /** Told of a fault of the queue itself; the runner goes on. */
  readonly onFault: (error: Error) => void;
}

/** Jobs through the PostgreSQL that is there anyway, by pg-boss. */
export class PgBossRunner extends JobRunner {
  private readonly boss: PgBoss;
  private readonly plan: RetryPlan;
  private started: Promise<void> | undefined;

  constructor(options: PgBossOptions) {
    super();
    this.plan = options.plan ?? RETRY_PLAN;
    this.boss = new PgBoss({
      connectionString: options.systemUrl,
      application_name: 'castellan-jobs',
      options: `-c role=${QUEUE_ROLE}`,
      schema: QUEUE_SCHEMA,
      createSchema: false,
      max: CONNECTIONS,
      useListenNotify: true,
      superviseIntervalSeconds: this.plan.lostAfterSeconds / 2,
      monitorIntervalSeconds: this.plan.lostAfterSeconds / 2,
      monitorVacuum: false,
    });
    this.boss.on('error', options.onFault);
  }

  override async enqueue(messages: readonly JobMessage[]): Promise<void> {
    await this.start();
    for (const lane of LANES) {
      const jobs = messages.filter((message) => message.lane === lane);
      if (jobs.length > 0)
        await this.boss.insert(
          lane,
          jobs.map((data) => ({ id: data.delivery, data })),
        );
    }
  }

  override async schedule(schedules: readonly Schedule[]): Promise<void> {
    await this.start();
    for (const { job, cron } of schedules) {
      await this.boss.schedule(job.lane, cron, scheduledJob(job), { tz: 'UTC', key: job.name });
    }
    for (const { name, key } of await this.boss.getSchedules()) {
      if (!schedules.some(({ job }) => job.lane === name && job.name === key)) await this.boss.unschedule(name, key);
    }
  }

  override async work(work: JobWork): Promise<void> {
    await this.start();
    for (const lane of LANES) {
      for (let n = 0; n < LANE_WIDTH[lane]; n += 1) {
        await this.hire(lane, (job) => work.perform(toMessage(job.data, job.createdOn)));
      }
      await this.hire(graveOf(lane), (job) => this.bury(work, job));
    }
  }

  override async stop(): Promise<void> {
    if (this.started === undefined) return;
    await this.started;
    await this.boss.stop({ graceful: true, timeout: GRACE_MS, close: true });
  }

  private start(): Promise<void> {
    this.started ??= this.open();
    return this.started;
  }

  private async open(): Promise<void> {
    await this.boss.start();
    for (const lane of LANES) {
      await this.boss.createQueue(graveOf(lane), { notify: true, retryLimit: 1_000_000, retryDelay: 10 });
      await this.boss.createQueue(lane, { notify: true, deadLetter: graveOf(lane) });
      await this.boss.updateQueue(lane, {
        retryLimit: this.plan.attempts - 1,
        retryDelay: this.plan.firstWaitSeconds,
        retryBackoff: true,
        heartbeatSeconds: this.plan.lostAfterSeconds,
        expireInSeconds: LONGEST_JOB_SECONDS,
      });
    }
  }

  /** One worker of a queue. Once it had a job it asks for the next at once, and only then waits to be told. */
  private async hire(queue: string, perform: (job: JobWithMetadata<QueuedJob>) => Promise<void>): Promise<void> {
    const pace = {
      pollingIntervalSeconds: POLL_SECONDS,
      notifyPollingIntervalSeconds: POLL_SECONDS,
      includeMetadata: true,
    } as const;
    const worker: string = await this.boss.work(queue, pace, async ([job]: JobWithMetadata<QueuedJob>[]) => {
      if (job === undefined) return;
      try {
        await perform(job);
      } finally {
        this.boss.notifyWorker(worker);
      }
    });
  }

  private async bury(work: JobWork, job: JobWithMetadata<QueuedJob>): Promise<void> {
    const message = toMessage(job.data, job.sourceCreatedOn ?? job.createdOn);
    await work.bury({ message, error: reasonIn(job.sourceOutput), attempts: (job.sourceRetryCount ?? 0) + 1 });
  }
}

const graveOf = (lane: JobLane): string => `${lane}-dead`;

/** pg-boss stores what the handler threw, or its own word when the job ran too long or its process died. */
function reasonIn(output: object | null): string {
  if (output !== null && 'message' in output && typeof output.message === 'string') return output.message;
  return 'The process that had the job ended before the job did.';
}
