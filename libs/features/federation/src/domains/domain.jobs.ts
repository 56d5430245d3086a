import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every day; looks whether the records of verified domains still stand. */
export const watchDomains = defineJob({ name: 'domain.watch', payload: z.object({}), lane: 'slow' });
