import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every five minutes; writes into the ledgers which elevations are over. */
export const closeElevations = defineJob({ name: 'elevation.close', payload: z.object({}) });
