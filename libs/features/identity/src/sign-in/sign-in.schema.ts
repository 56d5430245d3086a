import { z } from 'zod';
import { passkeyOptions, passkeyResponse } from '../credentials/passkey-response.schema.js';
import { LONGEST_PASSWORD } from '../credentials/password.js';

export const emailField = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'Type an e-mail address.');

export const signInView = z.object({ client: z.string(), step: z.enum(['identify', 'totp']) });
export type SignInView = z.infer<typeof signInView>;

export const passwordBody = z.strictObject({ email: emailField, password: z.string().min(1).max(LONGEST_PASSWORD) });
export type PasswordBody = z.infer<typeof passwordBody>;

export const codeBody = z.strictObject({ code: z.string().trim().min(6).max(40) });
export type CodeBody = z.infer<typeof codeBody>;

export const passkeyBody = z.strictObject({ response: passkeyResponse });
export type PasskeyBody = z.infer<typeof passkeyBody>;

export const secondFactorView = z.object({ step: z.literal('totp') });
export const redirectView = z.object({ redirectTo: z.string() });
export type RedirectView = z.infer<typeof redirectView>;
export { passkeyOptions };
