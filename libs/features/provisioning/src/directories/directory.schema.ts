import { z } from 'zod';
import { nameField } from '#platform/http';
import type { DirectoryId, DirectoryWithFigures } from './directory.js';
import { isOwnerly } from '#features/access';

const called = nameField(80, 'Name it.');
const daysField = z.int().min(1).max(1_095).default(365);

export const directoryBody = z.strictObject({ name: called, expiresInDays: daysField });
export type DirectoryBody = z.infer<typeof directoryBody>;

export const tokenBody = z.strictObject({
  name: called,
  expiresInDays: daysField,
  overlapHours: z
    .int()
    .min(0)
    .max(720)
    .nullable()
    .default(null)
    .describe('Rotation: how long the tokens that there are stay good; null leaves them'),
});
export type TokenBody = z.infer<typeof tokenBody>;

export const directoryParams = z.strictObject({ id: z.uuid().transform((id) => id as DirectoryId) });
export type DirectoryParams = z.infer<typeof directoryParams>;
export const tokenParams = z.strictObject({ ...directoryParams.shape, tokenId: z.uuid() });
export type TokenParams = z.infer<typeof tokenParams>;

const tokenView = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string().describe('The last characters of the token'),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  vouchedBy: z
    .string()
    .nullable()
    .describe('Whose power its holder has over people and groups; null for an old one, which has an administrator’s'),
  vouchedAt: z.iso.datetime().nullable(),
  coversOwners: z.boolean().describe('Whether by it owners can be deactivated'),
  coversGroups: z
    .boolean()
    .describe('Whether whoever vouched for it could give all that the groups of the directory give'),
});
export const directoryView = z.object({
  id: z.uuid(),
  name: z.string(),
  baseUrl: z.string().describe('What the identity provider is given'),
  users: z.int(),
  groups: z.int(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  tokens: z.array(tokenView),
  heldBack: z
    .object({ at: z.iso.datetime(), label: z.string() })
    .nullable()
    .describe('Whom it was not let deactivate or take back last, until somebody vouches for a token'),
});
export type DirectoryView = z.infer<typeof directoryView>;
export const directoryList = z.object({ items: z.array(directoryView) });
export const createdDirectoryView = z.object({ id: z.uuid(), baseUrl: z.string(), token: z.string() });
export type CreatedDirectoryView = z.infer<typeof createdDirectoryView>;
export const createdTokenView = z.object({ id: z.uuid(), token: z.string() });
export type CreatedTokenView = z.infer<typeof createdTokenView>;

export const toDirectoryView = (
  { id, name, users, groups, createdAt, creatorLabel, tokens, heldBack }: DirectoryWithFigures,
  baseUrl: string,
): DirectoryView => ({
  id,
  name,
  baseUrl,
  users,
  groups,
  createdAt: createdAt.toISOString(),
  createdBy: creatorLabel,
  tokens: tokens.map((token) => ({
    id: token.id,
    name: token.name,
    hint: token.hint,
    createdAt: token.createdAt.toISOString(),
    createdBy: token.creatorLabel,
    expiresAt: token.expiresAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
    vouchedBy: token.vouchedBy,
    vouchedAt: token.vouchedAt?.toISOString() ?? null,
    coversOwners: isOwnerly(token.power),
    coversGroups: token.coversGroups,
  })),
  heldBack: heldBack && { at: heldBack.at.toISOString(), label: heldBack.label },
});
