import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every hour; removes what nobody can use any more. */
export const sweepFederation = defineJob({ name: 'federation.sweep', payload: z.object({}) });
