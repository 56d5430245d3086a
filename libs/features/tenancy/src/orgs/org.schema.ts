import { z } from 'zod';
import { type Org, ORG_SLUG } from './org.js';

export const orgName = z.string().trim().min(1).max(120);
export const orgSlug = z
  .string()
  .regex(ORG_SLUG, 'Use 2 to 40 lower-case letters, digits and hyphens, beginning with a letter.');

export const renameOrgBody = z.strictObject({ name: orgName });
export type RenameOrgBody = z.infer<typeof renameOrgBody>;

export const orgView = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), createdAt: z.iso.datetime() });
export type OrgView = z.infer<typeof orgView>;

export const toView = ({ id, slug, name, createdAt }: Org): OrgView => ({
  id,
  slug,
  name,
  createdAt: createdAt.toISOString(),
});
