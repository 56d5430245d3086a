import { type Job, Queue, Worker } from 'bullmq';
import { type JobMessage, type QueuedJob, toMessage } from './job-message.js';
import { JobRunner, type JobWork, LANE_WIDTH, LANES, RETRY_PLAN, type RetryPlan } from './job-runner.js';
import type { JobLane } from './job.js';
import { QueueUnreachable } from './jobs.errors.js';
import { openRedis, type Redis } from './redis.js';
import { type Schedule, scheduledJob } from './schedule.js';

const KEEP_COMPLETED_SECONDS = 3_600;
const BURY_EVERY_MS = 30_000;
const BURY_AT_ONCE = 50;
/** For what is in hand when a process is asked to stop. */
const FINISH_WITHIN_MS = 20_000;
/** A job may lose this many processes before it counts as failed. */
const MOST_STALLS = 3;

export interface BullMqOptions {
  /** `redis://` or `rediss://`; several, separated by commas, are the nodes of a Redis Cluster. */
  readonly redisUrl: string;
  readonly plan?: RetryPlan;
  /** What distinguishes this installation in a shared Redis. */
  readonly namespace?: string;
  /** Told of a fault of the queue itself; the runner goes on. */
  readonly onFault: (error: Error) => void;
}

/** Jobs through Redis, by BullMQ. The queue of each lane lies in one hash slot, so that a Redis Cluster can hold it. */
export class BullMqRunner extends JobRunner {
  private readonly plan: RetryPlan;
  private readonly commands: Redis;
  private readonly queues: ReadonlyMap<JobLane, Queue>;
  private workers: Worker[] = [];
  private blocking: Redis[] = [];
  private burying: NodeJS.Timeout | undefined;
  private impatience: NodeJS.Timeout | undefined;
  private lastBurial: Promise<void> = Promise.resolve();

  constructor(private readonly options: BullMqOptions) {
    super();
    this.plan = options.plan ?? RETRY_PLAN;
    this.commands = openRedis(options.redisUrl, 'commands', options.onFault);
    this.queues = new Map(LANES.map((lane) => [lane, this.openQueue(lane)]));
  }

  override async enqueue(messages: readonly JobMessage[]): Promise<void> {
    for (const [lane, queue] of this.queues) {
      const jobs = messages.filter((message) => message.lane === lane);
      if (jobs.length === 0) continue;
      await queue.addBulk(jobs.map((data) => ({ name: data.name, data, opts: { jobId: data.delivery } })));
    }
  }

  /** @throws QueueUnreachable when Redis does not answer */
  override async schedule(schedules: readonly Schedule[]): Promise<void> {
    await this.reach();
    for (const [lane, queue] of this.queues) {
      const wanted = schedules.filter(({ job }) => job.lane === lane);
      for (const { job, cron } of wanted) {
        await queue.upsertJobScheduler(
          job.name,
          { pattern: cron, tz: 'UTC' },
          { name: job.name, data: scheduledJob(job) },
        );
      }
      for (const { key } of await queue.getJobSchedulers()) {
        if (!wanted.some(({ job }) => job.name === key)) await queue.removeJobScheduler(key);
      }
    }
  }

  override async work(work: JobWork): Promise<void> {
    this.workers = LANES.map((lane) => this.openWorker(lane, work));
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
    this.burying = setInterval(() => this.buryFailed(work), BURY_EVERY_MS);
    this.buryFailed(work);
  }

  override async stop(): Promise<void> {
    clearInterval(this.burying);
    // With Redis gone no job can be finished there, and a worker whose blocking command is lost on the way to a cluster closes never:
    // what is in hand is let go then, and another process gets it when its lock has run out.
    if (this.commands.status === 'ready') await Promise.race([this.finish(), this.patience()]);
    clearTimeout(this.impatience);
    for (const redis of [this.commands, ...this.blocking]) redis.disconnect();
  }

  private patience(): Promise<void> {
    return new Promise((resolve) => {
      this.impatience = setTimeout(resolve, FINISH_WITHIN_MS);
    });
  }

  private async finish(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await this.lastBurial;
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private async reach(): Promise<void> {
    try {
      await this.commands.ping();
    } catch (cause) {
      const sentence =
        'The Redis in REDIS_URL does not answer: start it, correct the address, or leave REDIS_URL out to queue in PostgreSQL.';
      throw new QueueUnreachable(sentence, {}, { cause });
    }
  }

  private openQueue(lane: JobLane): Queue {
    const queue = new Queue(lane, {
      connection: this.commands,
      prefix: this.prefix(lane),
      defaultJobOptions: {
        attempts: this.plan.attempts,
        backoff: { type: 'exponential', delay: this.plan.firstWaitSeconds * 1_000, jitter: 0.5 },
        removeOnComplete: { age: KEEP_COMPLETED_SECONDS, count: 10_000 },
      },
    });
    queue.on('error', this.options.onFault);
    return queue;
  }

  private openWorker(lane: JobLane, work: JobWork): Worker {
    const connection = openRedis(this.options.redisUrl, 'blocking', this.options.onFault);
    this.blocking.push(connection);
    const worker = new Worker(
      lane,
      (job: Job<QueuedJob>) => work.perform(toMessage(job.data, new Date(job.timestamp))),
      {
        connection,
        prefix: this.prefix(lane),
        concurrency: LANE_WIDTH[lane],
        lockDuration: this.plan.lostAfterSeconds * 1_000,
        stalledInterval: this.plan.lostAfterSeconds * 1_000,
        maxStalledCount: MOST_STALLS,
      },
    );
    worker.on('error', this.options.onFault);
    worker.on('failed', (job) => {
      if (job?.finishedOn !== undefined) this.buryFailed(work);
    });
    return worker;
  }

  /** Moves what BullMQ gave up into our table. One at a time; what is left over, also by a process that died, is found next time. */
  private buryFailed(work: JobWork): void {
    this.lastBurial = this.lastBurial
      .then(() => this.buryAll(work))
      .catch((error: unknown) => {
        this.options.onFault(error instanceof Error ? error : new Error(String(error)));
      });
  }

  private async buryAll(work: JobWork): Promise<void> {
    for (const queue of this.queues.values()) {
      for (const job of (await queue.getFailed(0, BURY_AT_ONCE)) as Job<QueuedJob>[]) {
        await work.bury({
          message: toMessage(job.data, new Date(job.timestamp)),
          error: job.failedReason,
          attempts: job.attemptsMade,
        });
        await job.remove();
      }
    }
  }

  private prefix(lane: JobLane): string {
    return `{${this.options.namespace ?? 'castellan'}-${lane}}`;
  }
}
