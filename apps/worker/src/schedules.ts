import { tendAllBundleKeys } from '#features/policies';
import type { Schedule } from '#platform/jobs';

/** What comes by the clock, in the order of the day. Five fields, UTC. */
export const SCHEDULES: readonly Schedule[] = [{ job: tendAllBundleKeys, cron: '10 2 * * *' }];
