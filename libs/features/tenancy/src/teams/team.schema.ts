import { z } from 'zod';
import { nameField, textField } from '#platform/http';
import type { Team, TeamId } from './team.js';

export const teamBody = z.strictObject({
  name: nameField(80, 'Name the team.'),
  description: textField(500).default(''),
});
export type TeamBody = z.infer<typeof teamBody>;

export const teamParams = z.strictObject({ id: z.uuid().transform((id) => id as TeamId) });
export type TeamParams = z.infer<typeof teamParams>;

export const teamView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  members: z.int().describe('How many people are in it'),
  createdAt: z.iso.datetime(),
});
export type TeamView = z.infer<typeof teamView>;
export const teamList = z.object({ items: z.array(teamView) });

export const toTeamView = ({ id, name, description, members, createdAt }: Team): TeamView => ({
  id,
  name,
  description,
  members,
  createdAt: createdAt.toISOString(),
});
