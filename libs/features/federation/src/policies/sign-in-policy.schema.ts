import { z } from 'zod';
import type { PersonId } from '#kernel';
import type { ShownPolicy } from './sign-in-policy.service.js';

export const policyBody = z.strictObject({ ssoRequired: z.boolean(), defaultRole: z.string().min(1).max(60) });
export type PolicyBody = z.infer<typeof policyBody>;

export const breakGlassParams = z.strictObject({ personId: z.uuid().transform((id) => id as PersonId) });
export type BreakGlassParams = z.infer<typeof breakGlassParams>;

export const policyView = z.object({
  ssoRequired: z.boolean(),
  defaultRole: z.string(),
  breakGlassOwners: z.array(
    z.object({
      person: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
      givenBy: z.string(),
      givenAt: z.iso.datetime(),
    }),
  ),
  /** What single sign-on needs before it can be required. */
  ready: z.object({ liveConnection: z.boolean(), verifiedDomain: z.boolean(), breakGlassOwner: z.boolean() }),
});
export type PolicyView = z.infer<typeof policyView>;

export const toPolicyView = (policy: ShownPolicy): PolicyView => ({
  ssoRequired: policy.ssoRequired,
  defaultRole: policy.defaultRole,
  breakGlassOwners: policy.breakGlassOwners.map(({ personId, email, name, givenBy, givenAt }) => ({
    person: { id: personId, email, name },
    givenBy,
    givenAt: givenAt.toISOString(),
  })),
  ready: {
    liveConnection: policy.hasLiveConnection,
    verifiedDomain: policy.hasVerifiedDomain,
    breakGlassOwner: policy.breakGlassOwners.length > 0,
  },
});
