import { z } from 'zod';
import { expiryOf } from '#features/identity';
import type { OrgId } from '#kernel';
import type { Me } from './me.service.js';

const orgOfPerson = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

export const meView = z.object({
  /** `isManaged`: the org made the account, so it has no password or passkey, and belongs to no other org. */
  person: z.object({ id: z.uuid(), email: z.string(), name: z.string(), isManaged: z.boolean() }),
  org: orgOfPerson.nullable(),
  orgs: z.array(orgOfPerson),
  permissions: z.array(z.string()),
  inTeams: z
    .array(z.object({ teamId: z.uuid(), permissions: z.array(z.string()) }))
    .describe('What you may do in some teams alone'),
  elevations: z.array(z.object({ id: z.uuid(), role: z.string(), endsAt: z.iso.datetime() })),
  csrfToken: z.string(),
  /** `connectionId`: what it was begun through; it then acts in this org alone. */
  session: z.object({ expiresAt: z.iso.datetime(), connectionId: z.uuid().nullable() }),
});
export type MeView = z.infer<typeof meView>;

export const switchOrgBody = z.strictObject({ orgId: z.uuid().transform((id) => id as OrgId) });
export type SwitchOrgBody = z.infer<typeof switchOrgBody>;

export const toView = (
  { person, org, orgs, permissions, inTeams, elevations, session }: Me,
  csrfToken: string,
): MeView => ({
  person: { id: person.id, email: person.email, name: person.name, isManaged: person.homeOrgId !== null },
  org,
  orgs: [...orgs],
  permissions: [...permissions],
  inTeams: inTeams.map((held) => ({ ...held, permissions: [...held.permissions] })),
  elevations: elevations.map(({ id, role, endsAt }) => ({ id, role, endsAt: endsAt.toISOString() })),
  csrfToken,
  session: {
    expiresAt: expiryOf(session, session.limits).toISOString(),
    connectionId: session.binding?.connectionId ?? null,
  },
});
