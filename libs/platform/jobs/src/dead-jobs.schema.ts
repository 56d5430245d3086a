import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/http';
import type { DeadJobRow } from './job-rows.js';

export const deadJobView = z.object({
  id: z.uuid(),
  name: z.string(),
  payload: z.record(z.string(), z.unknown()),
  error: z.string(),
  attempts: z.int(),
  addedAt: z.iso.datetime(),
  failedAt: z.iso.datetime(),
});
export type DeadJobView = z.infer<typeof deadJobView>;

export const deadJobsPage = pageOf(deadJobView);
export const deadJobsQuery = z.strictObject(pageQuery);
export const deadJobParams = z.strictObject({ id: z.uuid() });

export const toView = (job: DeadJobRow): DeadJobView => ({
  id: job.id,
  name: job.name,
  payload: job.payload,
  error: job.error,
  attempts: job.attempts,
  addedAt: job.addedAt.toISOString(),
  failedAt: job.failedAt.toISOString(),
});
