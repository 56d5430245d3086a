import { z } from 'zod';

const LONGEST = 100_000;
const base64url = z
  .string()
  .max(LONGEST)
  .regex(/^[\w-]*$/);

/** What a browser answers in either ceremony (WebAuthn level 3, RegistrationResponseJSON and AuthenticationResponseJSON). */
export const passkeyResponse = z
  .looseObject({
    id: base64url.min(1).max(2_000),
    rawId: base64url.max(2_000),
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: base64url }),
  })
  .meta({ description: 'PublicKeyCredential.toJSON()' });

/** What a browser is to be asked; its shape is WebAuthn's. */
export const passkeyOptions = z.object({ options: z.looseObject({ challenge: z.string() }) });
