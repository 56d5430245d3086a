import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every ten minutes; closes access reviews that are due, and reminds of those that will be. */
export const closeReviews = defineJob({ name: 'review.close', payload: z.object({}) });
