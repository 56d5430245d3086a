import { z } from 'zod';
import type { OrgId } from '#kernel';
import { defineJob } from '#platform/jobs';

/** Comes when the time of a waiver is over; writes into the ledger that it is. Machines pass it over by themselves. */
export const endWaiver = defineJob({
  name: 'waiver.end',
  payload: z.object({ orgId: z.uuid().transform((id) => id as OrgId), id: z.uuid() }),
});

/** Comes every five minutes; does the same for those whose own job was lost, and for requests that have lapsed. */
export const closeWaivers = defineJob({ name: 'waiver.close', payload: z.object({}) });
