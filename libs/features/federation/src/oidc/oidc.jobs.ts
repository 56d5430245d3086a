import { z } from 'zod';
import { defineJob } from '#platform/jobs';

/** Comes every quarter of an hour; asks providers whether the accounts of people who are signed in still live. */
export const watchOidcAccounts = defineJob({ name: 'oidc.watch-accounts', payload: z.object({}), lane: 'slow' });
