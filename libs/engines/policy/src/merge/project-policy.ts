import type { BundleProjects, PolicyDocument, WrittenPolicy } from '#contracts';
import type { PolicyLayerDocument } from './layer.js';
import { mergeLayers } from './merge-layers.js';

export type ProjectLayer = BundleProjects['layers'][number];

/** The layer that says to whoever is of no team that answers for a project: here it may only be stricter. Stands in `resolution` under this id. */
export const ONLY_STRICTER: PolicyLayerDocument = {
  kind: 'group',
  id: 'castellan/only-stricter',
  name: 'not of the team that answers for the project',
  document: { version: 1, locks: ['*'] },
};

/** The projects that a workspace with these canonical remotes belongs to, by id. */
export const projectsOf = (projects: BundleProjects, remotes: readonly string[]): readonly ProjectLayer[] =>
  projects.layers.filter((layer) => layer.remotes.some((remote) => remotes.includes(remote)));

/**
 * The policy in a workspace that belongs to `found`. A workspace says itself what it is a clone of, and whoever works in it can make it say
 * something else; so a project is milder than what holds anyway only to people of the team that answers for it, and where a workspace belongs to
 * several projects, only to people of all of those teams.
 */
export function policyInProjects(
  { subject, base, waivers }: BundleProjects,
  found: readonly ProjectLayer[],
): PolicyDocument {
  const mayLoosen = found.every((one) => one.mayLoosen);
  const layers = found.flatMap(({ id, name, document }): PolicyLayerDocument[] =>
    document === undefined ? [] : [{ kind: 'project', id, name, document: document as unknown as WrittenPolicy }],
  );
  const wider = base.map(({ document, name, ...layer }): PolicyLayerDocument => ({
    ...layer,
    ...(name !== undefined && { name }),
    document: document as unknown as WrittenPolicy,
  }));
  const { org, user, groups } = subject;
  return mergeLayers([...wider, ...(mayLoosen ? [] : [ONLY_STRICTER]), ...layers], {
    waivers,
    subject: {
      org,
      ...(user !== undefined && { user }),
      groups,
      projects: mayLoosen ? found.map(({ id }) => id) : [],
    },
  });
}
