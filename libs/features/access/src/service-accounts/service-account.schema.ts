import { z } from 'zod';
import {
  isNetwork,
  type ServiceAccountId,
  type ServiceAccountWithKeys,
  type ServiceKey,
  type ServiceKeyId,
} from '#features/identity';
import { nameField, textField } from '#platform/http';

const LONGEST_DAYS = 366;
const MOST_OVERLAP_HOURS = 24 * 30;
const called = nameField(120, 'Name it.');
const rolesField = z.array(z.string().min(1).max(60)).min(1).max(20);

export const createAccountBody = z.strictObject({
  name: called,
  description: textField(500).default(''),
  roles: rolesField,
});
export type CreateAccountBody = z.infer<typeof createAccountBody>;

export const accountRolesBody = z.strictObject({ roles: z.array(z.string().min(1).max(60)).max(20) });
export type AccountRolesBody = z.infer<typeof accountRolesBody>;

export const accountStatusBody = z.strictObject({ status: z.enum(['active', 'disabled']) });
export type AccountStatusBody = z.infer<typeof accountStatusBody>;

export const createKeyBody = z.strictObject({
  name: called,
  expiresInDays: z.int().min(1).max(LONGEST_DAYS).default(90),
  permissions: z
    .array(z.string().min(1).max(60))
    .min(1)
    .max(100)
    .default(['*'])
    .describe('Names of permissions, or "*" for all that the roles of the account allow'),
  networks: z
    .array(z.string().max(50).refine(isNetwork, 'Name a network in CIDR, such as 192.0.2.0/24, or one address.'))
    .max(50)
    .default([])
    .describe('Networks in CIDR from which the key is good; none: from everywhere'),
});
export type CreateKeyBody = z.infer<typeof createKeyBody>;

export const rotateKeyBody = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(MOST_OVERLAP_HOURS)
    .default(24)
    .describe('How long the old key stays good beside the new one'),
});
export type RotateKeyBody = z.infer<typeof rotateKeyBody>;

export const accountParams = z.strictObject({ id: z.uuid().transform((id) => id as ServiceAccountId) });
export type AccountParams = z.infer<typeof accountParams>;
export const keyParams = accountParams.extend({ keyId: z.uuid().transform((id) => id as ServiceKeyId) });
export type KeyParams = z.infer<typeof keyParams>;

const keyView = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string().describe('The last characters of the token'),
  state: z.enum(['good', 'expired', 'revoked']),
  permissions: z.array(z.string()),
  networks: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  lastUsedFrom: z.string().nullable(),
});
export const accountView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  status: z.enum(['active', 'disabled']),
  roles: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  keys: z.array(keyView),
});
export type AccountView = z.infer<typeof accountView>;
export const accountListView = z.object({ items: z.array(accountView) });
export const createdAccountView = z.object({ id: z.uuid() });
export const createdKeyView = z.object({ id: z.uuid(), token: z.string().describe('Shown once') });
export type CreatedKeyView = z.infer<typeof createdKeyView>;

export const toAccountView = (
  account: ServiceAccountWithKeys & { readonly roles: readonly string[] },
  now: Date,
): AccountView => ({
  id: account.id,
  name: account.name,
  description: account.description,
  status: account.disabledAt === null ? 'active' : 'disabled',
  roles: [...account.roles],
  createdAt: account.createdAt.toISOString(),
  createdBy: account.creatorLabel,
  keys: account.keys.map((key) => toKeyView(key, now)),
});

const toKeyView = (key: ServiceKey, now: Date): z.infer<typeof keyView> => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  state: stateOf(key, now),
  permissions: [...key.permissions],
  networks: [...key.networks],
  createdAt: key.createdAt.toISOString(),
  createdBy: key.creatorLabel,
  expiresAt: key.expiresAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  lastUsedFrom: key.lastUsedFrom,
});

function stateOf({ revokedAt, expiresAt }: ServiceKey, now: Date): 'good' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'good';
}
