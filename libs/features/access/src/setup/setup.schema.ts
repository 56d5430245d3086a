import { z } from 'zod';
import { emailField, LONGEST_PASSWORD, passkeyOptions, passkeyResponse } from '#features/identity';
import { type Org, orgName, orgSlug } from '#features/tenancy';
import type { FoundLink } from './setup-link.js';

const token = z.string().min(1).max(200);
const personName = z.string().trim().min(1).max(120);

export const tokenBody = z.strictObject({ token });
export type TokenBody = z.infer<typeof tokenBody>;

export const totpBody = z.strictObject({ token, email: emailField });
export type TotpBody = z.infer<typeof totpBody>;

export const passkeyOptionsBody = z.strictObject({ token, email: emailField, name: personName });
export type PasskeyOptionsBody = z.infer<typeof passkeyOptionsBody>;

export const completeBody = z.strictObject({
  token,
  org: z.strictObject({ name: orgName, slug: orgSlug }).optional(),
  owner: z.strictObject({ name: personName, email: emailField }),
  credential: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('passkey'), response: passkeyResponse }),
    z.strictObject({
      kind: z.literal('password'),
      password: z.string().max(LONGEST_PASSWORD),
      totpCode: z
        .string()
        .trim()
        .regex(/^\d{6}$/, 'Type the six digits that the app shows.'),
    }),
  ]),
});
export type CompleteBody = z.infer<typeof completeBody>;

export const setupLinkView = z.object({
  kind: z.enum(['first-run', 'owner']),
  org: z.object({ slug: z.string(), name: z.string() }).optional(),
  email: z.string().optional(),
  role: z.string().optional(),
  expiresAt: z.iso.datetime(),
});
export type SetupLinkView = z.infer<typeof setupLinkView>;

export const totpView = z.object({ secret: z.string(), uri: z.string() });
export const recoveryCodesView = z.object({ recoveryCodes: z.array(z.string()) });
export { passkeyOptions };

export function toView(link: FoundLink, org: Org | null): SetupLinkView {
  const expiresAt = link.expiresAt.toISOString();
  if (link.kind === 'first-run') return { kind: link.kind, expiresAt };
  return {
    kind: link.kind,
    email: link.email,
    role: link.role,
    expiresAt,
    ...(org !== null && { org: { slug: org.slug, name: org.name } }),
  };
}
