import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every five minutes; links users whom no process came to link. */
export const linkDirectoryUsers = defineJob({ name: 'provisioning.link', payload: z.object({}) });

/** Comes every night; lets go what the provisioning log has kept long enough. */
export const sweepProvisioningLog = defineJob({ name: 'provisioning.sweep', payload: z.object({}) });
