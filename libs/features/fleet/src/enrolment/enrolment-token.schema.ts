import { z } from 'zod';
import { pageOf, textField } from '#platform/http';
import type { EnrolmentToken } from './enrolment-token.js';

const LONGEST_HOURS = 24 * 366;

export const createTokenBody = z.strictObject({
  label: textField(120).min(1),
  expiresInHours: z.int().min(1).max(LONGEST_HOURS).default(24),
  uses: z.int().min(1).max(100_000).default(1),
});
export type CreateTokenBody = z.infer<typeof createTokenBody>;

export const tokenParams = z.object({ id: z.uuid() });
export type TokenParams = z.infer<typeof tokenParams>;

export const tokenView = z.object({
  id: z.uuid(),
  label: z.string(),
  state: z.enum(['open', 'used-up', 'expired', 'revoked']),
  usesAllowed: z.int(),
  usesTaken: z.int(),
  expiresAt: z.iso.datetime(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type TokenView = z.infer<typeof tokenView>;

export const tokenPage = pageOf(tokenView);
export type TokenPage = z.infer<typeof tokenPage>;

export const createdTokenView = tokenView.extend({
  token: z.string().describe('Shown once; keep it where your device management reads it'),
});
export type CreatedTokenView = z.infer<typeof createdTokenView>;

export const toTokenView = (token: EnrolmentToken, now: Date): TokenView => ({
  id: token.id,
  label: token.label,
  state: stateOf(token, now),
  usesAllowed: token.usesAllowed,
  usesTaken: token.usesTaken,
  expiresAt: token.expiresAt.toISOString(),
  createdBy: token.creatorLabel,
  createdAt: token.createdAt.toISOString(),
});

function stateOf({ revokedAt, expiresAt, usesTaken, usesAllowed }: EnrolmentToken, now: Date): TokenView['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return usesTaken >= usesAllowed ? 'used-up' : 'open';
}
