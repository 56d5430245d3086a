import { BullMqRunner } from '../../libs/platform/jobs/src/bullmq-runner.js';
import { PgBossRunner } from '../../libs/platform/jobs/src/pg-boss-runner.js';
import type { RetryPlan } from '../../libs/platform/jobs/src/job-runner.js';

export type VictimAddress = { plan: RetryPlan } & ({ systemUrl: string } | { redisUrl: string; namespace: string });

// A process that takes a job, says so, and never finishes it: it is there to be killed.
const address = JSON.parse(process.argv[2] ?? '{}') as VictimAddress;
const onFault = (error: Error): void => console.error(error);
const runner =
  'systemUrl' in address ? new PgBossRunner({ ...address, onFault }) : new BullMqRunner({ ...address, onFault });
await runner.work({
  perform: ({ id }) => {
    console.log(id);
    return new Promise(() => undefined);
  },
  bury: () => Promise.resolve(),
});
