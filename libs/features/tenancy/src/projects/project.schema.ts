import { z } from 'zod';
import { canonicalRemote } from '#contracts';
import { nameField, pageOf, pageQuery, searchField, textField } from '#platform/http';
import type { TeamId } from '../teams/team.js';
import { MOST_REMOTES_OF_PROJECT, type Project, type ProjectId } from './project.js';

const remote = z
  .string()
  .max(500)
  .transform((written, ctx) => {
    const canonical = canonicalRemote(written);
    if (canonical !== null) return canonical;
    ctx.addIssue({
      code: 'custom',
      message: 'Write a git remote, as `git remote -v` shows it: https://host/path, ssh://host/path or git@host:path.',
    });
    return z.NEVER;
  });

export const projectBody = z.strictObject({
  name: nameField(80, 'Name the project.'),
  description: textField(500).default(''),
  teamId: z
    .uuid()
    .transform((id) => id as TeamId)
    .nullable()
    .default(null)
    .describe('The team that answers for the project'),
  remotes: z
    .array(remote)
    .max(MOST_REMOTES_OF_PROJECT)
    .default([])
    .transform((all) => [...new Set(all)].sort())
    .describe('Git remotes in any spelling; they are kept as host/path'),
});
export type ProjectBody = z.infer<typeof projectBody>;

export const projectParams = z.strictObject({ id: z.uuid().transform((id) => id as ProjectId) });
export type ProjectParams = z.infer<typeof projectParams>;

export const projectQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  search: searchField('Part of a name or of a remote'),
});
export type ProjectQuery = z.infer<typeof projectQuery>;

export const projectView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  team: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  remotes: z.array(z.string()),
  createdAt: z.iso.datetime(),
});
export type ProjectView = z.infer<typeof projectView>;
export const projectPage = pageOf(projectView);

export const toProjectView = ({ id, name, description, team, remotes, createdAt }: Project): ProjectView => ({
  id,
  name,
  description,
  team,
  remotes: [...remotes],
  createdAt: createdAt.toISOString(),
});
