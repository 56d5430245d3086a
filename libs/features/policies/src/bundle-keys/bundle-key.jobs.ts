import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Daily: visits every org. */
export const tendAllBundleKeys = defineJob({ name: 'bundle-keys.tend-all', payload: z.object({}) });

/** Rotates the keys of one org when they are old, and destroys those that have retired. */
export const tendBundleKeys = defineJob({ name: 'bundle-keys.tend', payload: z.object({ orgId: z.uuid() }) });
