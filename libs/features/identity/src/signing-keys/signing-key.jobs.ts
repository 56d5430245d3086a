import { z } from 'zod';
import { isUuid, type OrgId } from '#kernel';
import { defineJob } from '#platform/jobs';

/** Comes every day; makes a new key when the present one nears its end, and withdraws those past theirs. */
export const rotateSigningKeys = defineJob({ name: 'signing-key.rotate', payload: z.object({}) });

/** Tells one org, in its ledger, that the installation signs with another key. */
export const announceSigningKey = defineJob({
  name: 'signing-key.announce',
  payload: z.object({
    orgId: z.string().refine((id): id is OrgId => isUuid(id)),
    kid: z.string(),
    activeFrom: z.iso.datetime(),
  }),
});

/** Removes what is past its time: codes, tokens, proofs, sessions, counted attempts. */
export const sweepCredentials = defineJob({ name: 'credential.sweep', payload: z.object({}) });
