import { z } from 'zod';
import type { PersonId } from '#kernel';
import { pageOf, pageQuery, searchField } from '#platform/http';
import { PERMISSIONS } from '../permissions/permission.js';
import type { Member, MemberAccess, RoleWay } from './member.js';

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
  search: searchField('Part of a name or an e-mail address'),
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

const wayView = z.object({
  role: z.string(),
  title: z.string(),
  endsAt: z.iso.datetime().nullable().describe('An end, where the person has the role for a while'),
  group: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('The group that the role was given to'),
  team: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('The team that the role was given for'),
});

export const accessView = z.object({
  status: z.enum(['active', 'suspended']).describe('A suspended member may do none of it'),
  roles: z.array(z.string()),
  ways: z.array(wayView).describe('Every way by which the person has a role'),
  permissions: z.array(
    z.object({
      name: z.string(),
      means: z.string(),
      through: z
        .array(wayView)
        .describe('The ways that allow it; where each is for a team, the person may do it there alone'),
    }),
  ),
});
export type AccessView = z.infer<typeof accessView>;

const toWayView = ({ role, endsAt, group, team }: RoleWay): z.infer<typeof wayView> => ({
  role: role.name,
  title: role.title,
  endsAt: endsAt?.toISOString() ?? null,
  group,
  team,
});

export const toAccessView = ({ member, ways, permissions }: MemberAccess): AccessView => ({
  status: member.status,
  roles: [...member.roles],
  ways: ways.map(toWayView),
  permissions: permissions.map(({ name, through }) => ({
    name,
    means: PERMISSIONS[name],
    through: through.map(toWayView),
  })),
});
