import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every five minutes; writes into the ledgers which waivers are over. Machines pass them over by themselves. */
export const closeWaivers = defineJob({ name: 'waiver.close', payload: z.object({}) });
