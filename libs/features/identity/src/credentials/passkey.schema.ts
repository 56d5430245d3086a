import { z } from 'zod';
import { pageOf } from '#platform/http';
import type { Passkey, PasskeyId } from './passkey.js';
import { passkeyResponse } from './passkey-response.schema.js';

export const addPasskeyBody = z.strictObject({ name: z.string().trim().min(1).max(120), response: passkeyResponse });
export type AddPasskeyBody = z.infer<typeof addPasskeyBody>;

export const passkeyParams = z.strictObject({ id: z.uuid().transform((id) => id as PasskeyId) });
export type PasskeyParams = z.infer<typeof passkeyParams>;

export const passkeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type PasskeyView = z.infer<typeof passkeyView>;
export const passkeyPage = pageOf(passkeyView);

export const toView = ({ id, name, createdAt, lastUsedAt }: Passkey): PasskeyView => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
