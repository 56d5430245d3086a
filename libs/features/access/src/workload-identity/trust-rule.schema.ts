import { z } from 'zod';
import { flawsOf } from '#engines/claims';
import type { ServiceAccountId } from '#features/identity';
import { isIssuerAddress } from '#platform/issuers';
import type { TrustRule, TrustRuleId } from './trust-rule.js';

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'There can be no control characters in it.');

const condition = z.strictObject({
  claim: text(200).describe(
    'The name of a claim; or, beginning with "/", a JSON pointer (RFC 6901) to a member of one',
  ),
  match: z
    .enum(['exact', 'glob'])
    .describe('In a glob "*" stands for anything but "/" and ":", "**" for anything, "?" for one character but these'),
  values: z.array(z.string().min(1).max(300)).min(1).max(20).describe('One of them must fit'),
});

export const trustRuleBody = z.strictObject({
  name: text(120),
  kind: z.enum(['github', 'gitlab', 'other']),
  issuer: z
    .string()
    .max(500)
    .refine(isIssuerAddress, 'Give an https address without query or fragment.')
    .describe('As its tokens spell it (iss)'),
  audience: text(500).describe('For whom its tokens must be made (aud)'),
  accountId: z.uuid().transform((id) => id as ServiceAccountId),
  conditions: z.array(condition).min(1).max(20).describe('All must be met'),
  permissions: z
    .array(z.string().min(1).max(60))
    .min(1)
    .max(100)
    .default(['*'])
    .describe('Names of permissions, or "*" for all that the roles of the account allow'),
  tokenMinutes: z.int().min(1).max(60).default(15).describe('For how long the access token is good'),
  takesOnce: z.boolean().default(true).describe('Whether a token of the issuer is taken one time only'),
});
export type TrustRuleBody = z.infer<typeof trustRuleBody>;

export const trustRuleStatusBody = z.strictObject({ status: z.enum(['active', 'disabled']) });
export type TrustRuleStatusBody = z.infer<typeof trustRuleStatusBody>;

export const trustRuleParams = z.strictObject({ id: z.uuid().transform((id) => id as TrustRuleId) });
export type TrustRuleParams = z.infer<typeof trustRuleParams>;

export const issuerBody = z.strictObject({ issuer: z.string().min(1).max(500) });
export type IssuerBody = z.infer<typeof issuerBody>;

export const issuerView = z.object({
  issuer: z.string(),
  keys: z.int().describe('How many keys it publishes for signatures'),
});
export type IssuerView = z.infer<typeof issuerView>;

export const trustRuleView = z.object({
  id: z.uuid().describe('The client_id of the exchange'),
  name: z.string(),
  kind: z.enum(['github', 'gitlab', 'other']),
  issuer: z.string(),
  audience: z.string(),
  accountId: z.uuid(),
  conditions: z.array(z.object({ claim: z.string(), match: z.enum(['exact', 'glob']), values: z.array(z.string()) })),
  permissions: z.array(z.string()),
  tokenMinutes: z.int(),
  takesOnce: z.boolean(),
  status: z.enum(['active', 'disabled']),
  warnings: z.array(z.string()).describe('What is weak in it, and how to make it stronger'),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  lastUsedAt: z.iso.datetime().nullable(),
  lastSubject: z.string().nullable(),
});
export type TrustRuleView = z.infer<typeof trustRuleView>;
export const trustRuleListView = z.object({ items: z.array(trustRuleView) });
export const createdTrustRuleView = z.object({ id: z.uuid() });

export const toTrustRuleView = (rule: TrustRule): TrustRuleView => ({
  id: rule.id,
  name: rule.name,
  kind: rule.kind,
  issuer: rule.issuer,
  audience: rule.audience,
  accountId: rule.accountId,
  conditions: rule.conditions.map(({ claim, match, values }) => ({ claim, match, values: [...values] })),
  permissions: [...rule.permissions],
  tokenMinutes: rule.tokenMinutes,
  takesOnce: rule.takesOnce,
  status: rule.disabledAt === null ? 'active' : 'disabled',
  warnings: flawsOf(rule).map(({ sentence }) => sentence),
  createdAt: rule.createdAt.toISOString(),
  createdBy: rule.creatorLabel,
  lastUsedAt: rule.lastUsedAt?.toISOString() ?? null,
  lastSubject: rule.lastSubject,
});
