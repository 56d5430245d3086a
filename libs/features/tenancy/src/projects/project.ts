import type { Id, OrgId } from '#kernel';
import type { TeamId } from '../teams/team.js';

export type ProjectId = Id<'Project'>;

/** Work that is governed together, wherever it was cloned to: a policy can speak to it. */
export interface Project {
  readonly orgId: OrgId;
  readonly id: ProjectId;
  /** Unique in its org, whatever its case. */
  readonly name: string;
  readonly description: string;
  /** The team that answers for it. */
  readonly team: { readonly id: TeamId; readonly name: string } | null;
  /** Where it is cloned from, in canonical spelling. Each names one project of the org. */
  readonly remotes: readonly string[];
  readonly createdAt: Date;
}

/** What is said of a project. The remotes are canonical. */
export interface ProjectWords {
  readonly name: string;
  readonly description: string;
  readonly teamId: TeamId | null;
  readonly remotes: readonly string[];
}

export const MOST_PROJECTS = 5_000;
export const MOST_REMOTES_OF_PROJECT = 50;
