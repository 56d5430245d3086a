import { z } from 'zod';
import { USUAL_SESSION_POLICY } from './session-policy.js';

const { idleMinutes, absoluteMinutes } = USUAL_SESSION_POLICY;

export const sessionPolicyBody = z
  .strictObject({
    idleMinutes: z.int().min(5).max(idleMinutes).describe('A session that nobody uses ends after so long'),
    absoluteMinutes: z.int().min(30).max(absoluteMinutes).describe('Every session ends after so long'),
    proofMinutes: z.int().min(1).max(60).describe('Dangerous acts want a proof of who acts that is no older'),
    freshForPublish: z.boolean().describe('Whether publishing a policy wants a fresh proof too'),
  })
  .refine((policy) => policy.idleMinutes <= policy.absoluteMinutes, {
    path: ['idleMinutes'],
    message: 'A session cannot be unused for longer than it lasts.',
  });
export type SessionPolicyBody = z.infer<typeof sessionPolicyBody>;

export const sessionPolicyView = z.object({
  idleMinutes: z.int(),
  absoluteMinutes: z.int(),
  proofMinutes: z.int(),
  freshForPublish: z.boolean(),
});
export type SessionPolicyView = z.infer<typeof sessionPolicyView>;
