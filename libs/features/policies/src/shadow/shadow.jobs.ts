import { z } from 'zod';
import type { OrgId } from '#kernel';
import { defineJob } from '#platform/jobs';

/** Comes when the time of a run is over; writes into the ledger that it is. Machines stop by themselves. */
export const endShadow = defineJob({
  name: 'shadow.end',
  payload: z.object({ orgId: z.uuid().transform((id) => id as OrgId), id: z.uuid() }),
});

/** Comes every five minutes; does the same for those whose own job was lost. */
export const closeShadows = defineJob({ name: 'shadow.close', payload: z.object({}) });
