import { z } from 'zod';
import type { TeamId } from '#features/tenancy';
import type { PrincipalId } from '#kernel';
import { pageOf, pageQuery } from '#platform/http';
import type { GrantId } from '../roles/role-grant.js';
import type { LabelledGrant } from './grant-desk.js';

const kind = z.enum(['person', 'service', 'group']);
const teamId = z.uuid().transform((id) => id as TeamId);
const roleName = z.string().min(1).max(60);
const grantId = z.uuid().transform((id) => id as GrantId);

export const grantBody = z.strictObject({
  holder: z.strictObject({ kind, id: z.uuid().transform((id) => id as PrincipalId) }),
  role: roleName,
  teamId: teamId.nullable().default(null).describe('For this team alone; null: for the whole organisation'),
});
export type GrantBody = z.infer<typeof grantBody>;

export const grantParams = z.strictObject({ id: grantId });
export type GrantParams = z.infer<typeof grantParams>;

export const grantQuery = z.strictObject({
  ...pageQuery,
  cursor: grantId.optional(),
  role: roleName.optional(),
  kind: kind.optional(),
  principalId: z.uuid().optional(),
  teamId: z.uuid().optional(),
});
export type GrantQuery = z.infer<typeof grantQuery>;

export const grantView = z.object({
  id: z.uuid(),
  holder: z.object({ kind, id: z.uuid(), label: z.string() }),
  role: z.string(),
  team: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
});
export type GrantView = z.infer<typeof grantView>;
export const grantPage = pageOf(grantView);
export const givenGrantView = z.object({ id: z.uuid() });

export const toGrantView = ({ id, holder, label, role, team, createdAt }: LabelledGrant): GrantView => ({
  id,
  holder: { ...holder, label },
  role,
  team,
  createdAt: createdAt.toISOString(),
});
