import { z } from 'zod';
import { passkeyResponse } from '../credentials/passkey-response.schema.js';

export const proofWaysView = z.object({
  passkey: z.boolean(),
  totp: z.boolean(),
  connection: z
    .boolean()
    .describe('The session came through a connection: the proof is given at the identity provider'),
});
export type ProofWaysView = z.infer<typeof proofWaysView>;

export const proofBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), code: z.string().regex(/^\d{6}$/, 'Type the six digits of the app.') }),
  z.strictObject({ kind: z.literal('passkey'), response: passkeyResponse }),
]);
export type ProofBody = z.infer<typeof proofBody>;

export const proofConnectionBody = z.strictObject({
  returnTo: z
    .string()
    .max(2_000)
    .regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'A path of the console.'),
});
export type ProofConnectionBody = z.infer<typeof proofConnectionBody>;
export const proofConnectionView = z.object({ url: z.url() });
