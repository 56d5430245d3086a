import { z } from 'zod';
import type { PersonId } from '#kernel';
import { pageOf, pageQuery } from '#platform/http';
import { PERMISSIONS } from '../permissions/permission.js';
import type { Member, MemberAccess } from './member.js';

export const memberView = z.object({
  person: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  roles: z.array(z.string()),
  elevations: z
    .array(z.object({ role: z.string(), endsAt: z.iso.datetime() }))
    .describe('Roles that the person has for a while'),
  status: z.enum(['active', 'suspended']),
  createdAt: z.iso.datetime(),
});
export type MemberView = z.infer<typeof memberView>;
export const memberPage = pageOf(memberView);
export const memberQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  search: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\u0000]*$/)
    .optional()
    .describe('Part of a name or an e-mail address'),
});
export type MemberQuery = z.infer<typeof memberQuery>;

export const memberParams = z.strictObject({ personId: z.uuid().transform((id) => id as PersonId) });
export type MemberParams = z.infer<typeof memberParams>;

export const rolesBody = z.strictObject({ roles: z.array(z.string().max(60)).max(20) });
export type RolesBody = z.infer<typeof rolesBody>;

export const statusBody = z.strictObject({ status: z.enum(['active', 'suspended']) });
export type StatusBody = z.infer<typeof statusBody>;

export const toView = ({ person, roles, elevations, status, createdAt }: Member): MemberView => ({
  person: { ...person },
  roles: [...roles],
  elevations: elevations.map(({ role, endsAt }) => ({ role, endsAt: endsAt.toISOString() })),
  status,
  createdAt: createdAt.toISOString(),
});

export const accessView = z.object({
  status: z.enum(['active', 'suspended']).describe('A suspended member may do none of it'),
  roles: z.array(z.string()),
  permissions: z.array(
    z.object({
      name: z.string(),
      means: z.string(),
      through: z
        .array(z.object({ role: z.string(), title: z.string(), endsAt: z.iso.datetime().nullable() }))
        .describe('The roles that allow it; with an end where the person has the role for a while'),
    }),
  ),
});
export type AccessView = z.infer<typeof accessView>;

export const toAccessView = ({ member, permissions }: MemberAccess): AccessView => ({
  status: member.status,
  roles: [...member.roles],
  permissions: permissions.map(({ name, through }) => ({
    name,
    means: PERMISSIONS[name],
    through: through.map(({ role, endsAt }) => ({
      role: role.name,
      title: role.title,
      endsAt: endsAt?.toISOString() ?? null,
    })),
  })),
});
