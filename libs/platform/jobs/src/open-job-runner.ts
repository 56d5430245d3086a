import type { JobRunner } from './job-runner.js';

export interface QueuePlace {
  /** As a member of castellan_system. */
  readonly systemUrl: string;
  /** With it the queue is Redis; without, the PostgreSQL that is there anyway. */
  readonly redisUrl: string | undefined;
  readonly onFault: (error: Error) => void;
}

/** The runner for these settings. Only its own library is loaded: the other would cost every process twenty megabytes for nothing. */
export async function openJobRunner({ systemUrl, redisUrl, onFault }: QueuePlace): Promise<JobRunner> {
  if (redisUrl === undefined) {
    const { PgBossRunner } = await import('./pg-boss-runner.js');
    return new PgBossRunner({ systemUrl, onFault });
  }
  const { BullMqRunner } = await import('./bullmq-runner.js');
  return new BullMqRunner({ redisUrl, onFault });
}
