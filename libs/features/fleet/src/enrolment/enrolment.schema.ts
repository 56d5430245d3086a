import { z } from 'zod';
import { verificationKey } from '#contracts';
import type { Enrolled } from './enrolment.js';

/** Names that a person reads in the console: no control characters, and none that turn the writing round. */
const PLAIN = /^[^\p{C}]*$/u;
const short = z.string().trim().min(1).max(64).regex(PLAIN);

export const enrolBody = z.strictObject({
  hostname: z.string().trim().min(1).max(255).regex(PLAIN, 'Send a host name without control characters.'),
  os: short,
  arch: short,
  programVersion: short,
});
export type EnrolBody = z.infer<typeof enrolBody>;

export const enrolledView = z.object({
  machineId: z.uuid(),
  orgId: z.uuid(),
  org: z.object({ slug: z.string(), name: z.string() }),
  trust: z.object({ keys: z.array(verificationKey), ledgerKey: verificationKey.extend({ name: z.string() }) }),
  tokens: z
    .object({
      access_token: z.string(),
      refresh_token: z.string(),
      expires_in: z.int(),
      token_type: z.literal('DPoP'),
    })
    .optional()
    .describe('Only for a machine that enrolled by an enrolment token'),
});
export type EnrolledView = z.infer<typeof enrolledView>;

export const toEnrolledView = ({ machineId, org, trust, tokens }: Enrolled): EnrolledView => ({
  machineId,
  orgId: org.id,
  org: { slug: org.slug, name: org.name },
  trust: { keys: trust.keys.map((key) => ({ ...key })), ledgerKey: { ...trust.ledgerKey } },
  ...(tokens !== null && { tokens: { ...tokens } }),
});
