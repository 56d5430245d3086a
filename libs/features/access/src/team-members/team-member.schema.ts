import { z } from 'zod';
import { teamParams } from '#features/tenancy';
import type { PersonId } from '#kernel';
import { pageOf, pageQuery } from '#platform/http';
import type { TeamMember } from './team-member.js';

const personId = z.uuid().transform((id) => id as PersonId);

export const teamMemberParams = teamParams.extend({ personId });
export type TeamMemberParams = z.infer<typeof teamMemberParams>;

export const teamMemberQuery = z.strictObject({ ...pageQuery, cursor: z.uuid().optional() });
export type TeamMemberQuery = z.infer<typeof teamMemberQuery>;

export const addMembersBody = z.strictObject({ people: z.array(personId).min(1).max(200) });
export type AddMembersBody = z.infer<typeof addMembersBody>;

export const teamMemberView = z.object({
  person: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  status: z.enum(['active', 'suspended']),
  addedAt: z.iso.datetime(),
});
export type TeamMemberView = z.infer<typeof teamMemberView>;
export const teamMemberPage = pageOf(teamMemberView);

export const toTeamMemberView = ({ person, status, addedAt }: TeamMember): TeamMemberView => ({
  person: { ...person },
  status,
  addedAt: addedAt.toISOString(),
});
