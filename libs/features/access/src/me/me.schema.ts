import { z } from 'zod';
import type { OrgId } from '#kernel';
import type { Me } from './me.service.js';

const orgOfPerson = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

export const meView = z.object({
  person: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  org: orgOfPerson.nullable(),
  orgs: z.array(orgOfPerson),
  permissions: z.array(z.string()),
  elevations: z.array(z.object({ id: z.uuid(), role: z.string(), endsAt: z.iso.datetime() })),
  csrfToken: z.string(),
  session: z.object({ expiresAt: z.iso.datetime() }),
});
export type MeView = z.infer<typeof meView>;

export const switchOrgBody = z.strictObject({ orgId: z.uuid().transform((id) => id as OrgId) });
export type SwitchOrgBody = z.infer<typeof switchOrgBody>;

export const toView = (
  { person, org, orgs, permissions, elevations, sessionExpiresAt }: Me,
  csrfToken: string,
): MeView => ({
  person: { ...person },
  org,
  orgs: [...orgs],
  permissions: [...permissions],
  elevations: elevations.map(({ id, role, endsAt }) => ({ id, role, endsAt: endsAt.toISOString() })),
  csrfToken,
  session: { expiresAt: sessionExpiresAt.toISOString() },
});
